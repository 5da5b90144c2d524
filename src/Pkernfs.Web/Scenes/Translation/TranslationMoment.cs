using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>What there is to draw of a run's moment.</summary>
public static class TranslationMoment
{
    /// <param name="selection">What is selected: an address of a device is walked.</param>
    /// <param name="chosen">The device that was unfolded by hand; null for the walk's, or the first that is carried across.</param>
    /// <param name="unfolded">Keys of nodes whose rows are all shown.</param>
    public static TranslationView Of(RunInspection run, int index, Selection? selection, PciAddress? chosen = null, ImmutableHashSet<string>? unfolded = null)
    {
        var platform = run.Timeline.Moments[index].Machine.Platform;
        var owners = run.OwnershipAt(index);
        var reading = TranslationReading.Of(run, index);
        var at = selection as Selection.DeviceAddress;
        var walk = at is null ? null : TranslationWalk.Of(platform, at.Device, at.Address, owners);
        if (at is not null && reading.Tree.Find(at.Device) is null) reading = TranslationReading.Of(run, index, at.Device);
        var devices = run.Timeline.Plan.Devices;
        var focus = walk?.Device ?? chosen ?? devices.FirstOrDefault(device => device.Persistent)?.Address ?? (reading.Tree.Devices.IsEmpty ? default : reading.Tree.Devices[0].Address);
        return new(reading.Tree, reading.Sides, devices, focus, owners, unfolded ?? [], new NumberedChanges(reading.Changes), walk, reading.Blocked, reading.ProcessorEnded, reading.Before);
    }
}
