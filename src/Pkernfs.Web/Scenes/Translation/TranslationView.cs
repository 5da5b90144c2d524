using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>What there is to draw at a moment.</summary>
/// <param name="Focus">The device whose tables are unfolded; the others' fold into a box.</param>
/// <param name="Unfolded">Keys of nodes whose rows are all shown.</param>
/// <param name="Changes">What became of each part since the moment before.</param>
/// <param name="Walk">The walk to light; null for none.</param>
/// <param name="Blocked">For each device that is refused, why and since when, as sentences.</param>
/// <param name="Before">The moment before, of which ghosts are drawn; null for none.</param>
public sealed record TranslationView(
    TranslationTree Tree,
    TranslationSides Sides,
    ImmutableArray<DevicePlan> Devices,
    PciAddress Focus,
    OwnershipMap? Ownership,
    ImmutableHashSet<string> Unfolded,
    NumberedChanges Changes,
    TranslationWalk? Walk,
    IReadOnlyDictionary<PciAddress, string> Blocked,
    string? ProcessorEnded = null,
    TranslationSnapshot? Before = null)
{
    /// <summary>The translation at a moment of a run.</summary>
    /// <param name="selection">What is selected: a device's address is walked and lit.</param>
    /// <param name="chosen">The device whose tables are unfolded where no address is walked; null for the assigned one, or the first.</param>
    /// <param name="unfolded">Keys of nodes whose rows are all shown; null for none.</param>
    public static TranslationView Of(RunInspection run, int index, Selection? selection = null, PciAddress? chosen = null, ImmutableHashSet<string>? unfolded = null)
    {
        var reading = TranslationReading.Of(run, index);
        var devices = run.Timeline.Plan.Devices;
        var ownership = run.OwnershipAt(index);
        var at = selection as Selection.DeviceAddress;
        var walk = at is null ? null : TranslationWalk.Of(run.Timeline.Moments[index].Machine.Platform, at.Device, at.Address, ownership);
        if ((at?.Device ?? chosen) is { } asked && reading.Tree.Find(asked) is null) reading = TranslationReading.Of(run, index, asked);
        var focus = walk?.Device ?? chosen ?? devices.FirstOrDefault(device => device.Persistent)?.Address ?? (reading.Tree.Devices.IsEmpty ? default : reading.Tree.Devices[0].Address);
        return new(reading.Tree, reading.Sides, devices, focus, ownership, unfolded ?? [], new(reading.Changes), walk, reading.Blocked, reading.ProcessorEnded, reading.Before);
    }

    /// <summary>The tables that a device had a moment ago, where it has none any more; null otherwise.</summary>
    public TranslationDomain? VanishedDomain(TranslationDevice device) => device.Domain is null ? DomainBefore(device.Address) : null;

    /// <summary>The tables that a device had a moment ago; null where it had none.</summary>
    public TranslationDomain? DomainBefore(PciAddress device) => Before?.Tree.Find(device)?.Domain;

    /// <summary>Runs of a domain that is still there which nothing translates any more, or which another run has swallowed.</summary>
    public IEnumerable<TranslationRun> VanishedRuns(TranslationDevice device)
    {
        if (device.Domain is null || DomainBefore(device.Address) is not { } before) return [];
        return before.Runs.Where(run => Changes.Of($"run:{device.Address}:{run.Input.Start}") is { Mark: TranslationMark.Vanished });
    }

    /// <summary>The VMM that stands beside the focused device: its guest's; for a device of the host's own the first one that runs. Null where that does not run.</summary>
    public ProcessSide? Process => Sides.ProcessOf(GuestOfFocus);

    /// <summary>The same a moment ago.</summary>
    public ProcessSide? ProcessBefore => Before?.Sides.ProcessOf(GuestOfFocus);

    /// <summary>What became of that VMM's mapping.</summary>
    public SceneChange? ProcessChange => (Process ?? ProcessBefore) is { } process ? Changes.Of(TranslationChanges.ProcessorKey(process.Guest)) : null;

    private string? GuestOfFocus => Devices.FirstOrDefault(plan => plan.Persistent && plan.Address == Focus)?.Guest;

    public bool IsUnfolded(string key) => Unfolded.Contains(key);

    public string LabelOf(PciAddress device) => Devices.FirstOrDefault(plan => plan.Address == device)?.Label ?? "";

    /// <summary>More devices than this would be a wall of boxes and wires; the list has them all.</summary>
    public const int MostDrawn = 8;

    /// <summary>
    /// The devices that are drawn, in order: the unfolded one first, so that no wires cross; where there are too many, those that share its guest and those of its bus before others.
    /// </summary>
    public ImmutableArray<TranslationDevice> Ordered { get; } = [.. Tree.Devices
        .OrderBy(device => device.Address != Focus)
        .ThenBy(device => Tree.Devices.Length > MostDrawn ? Distance(Devices, Focus, device.Address) : 0)
        .Take(MostDrawn)];

    /// <summary>How many are not drawn.</summary>
    public int Undrawn => Tree.Devices.Length - Ordered.Length;

    private static int Distance(ImmutableArray<DevicePlan> devices, PciAddress focus, PciAddress other)
    {
        string? GuestOf(PciAddress address) => devices.FirstOrDefault(plan => plan.Persistent && plan.Address == address)?.Guest;
        return GuestOf(focus) is { } guest && guest == GuestOf(other) ? 0 : focus.Bus == other.Bus ? 1 : 2;
    }
}
