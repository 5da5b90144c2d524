using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>From a physical address back to the IOVAs that lead there.</summary>
public sealed partial class MomentInspection
{
    /// <summary>Shifts between IOVA and memory, or IOVA and file, that are tried: a guest has a handful.</summary>
    private const int MostShifts = 16;

    /// <summary>
    /// For each function whose requests are translated an IOVA that leads to the address, if there is one. Tables have no way back, so it is guessed from the runs that
    /// are known and proved by a walk; only where that fails are all leaves gone through.
    /// </summary>
    public IEnumerable<(PciAddress Function, Iova Iova)> WaysTo(PhysicalAddress address)
    {
        if (!Platform.Unit.TranslationEnabled || !Platform.Memory.IsAccessible(new(address, new(1)))) yield break;
        foreach (var device in TranslationTree.Of(Platform, Platform.Functions.Keys).Devices.Where(device => device.Domain is not null))
        {
            if (Guess(device, address) is { } near) yield return (device.Address, near);
            else if (Searched(device, address) is { } far) yield return (device.Address, far);
        }
    }

    private Iova? Guess(TranslationDevice device, PhysicalAddress address)
    {
        var place = FilePlace(address);
        var shifts = new HashSet<ulong>();
        foreach (var run in device.Domain!.Runs.Where(run => run.Problem is null))
        {
            if (run.Memory.Contains(address)) return run.Input.Start + (address - run.Output);
            if (shifts.Count >= MostShifts) continue;
            shifts.Add(unchecked(address.Value - run.Output.Value + run.Input.Start.Value));
            if (place is not null && FilePlace(run.Output) is { } begins && begins.Path == place.Path) shifts.Add(unchecked(place.Offset.Value - begins.Offset.Value + run.Input.Start.Value));
        }
        foreach (ulong iova in shifts)
        {
            if (Platform.Unit.Walk(Platform.Memory, device.Address, new(iova), PageTables.AccessKind.Read) is { ReachesMemory: true } walk && walk.Physical == address) return new Iova(iova);
        }
        return null;
    }

    private Iova? Searched(TranslationDevice device, PhysicalAddress address)
    {
        if (!device.Domain!.IsCut) return null;
        foreach (var run in Reach(device.Address))
        {
            if (new PhysicalRange(run.Output, run.Length).Contains(address)) return run.Input + (address - run.Output);
        }
        return null;
    }
}
