using System.Globalization;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>What is true of a part of memory at a moment, in the few words that stand beside its name.</summary>
public static class SectionFacts
{
    /// <summary>The name of the kernel of a boot: A, then B; null between kernels.</summary>
    public static string? KernelName(Step step) => step.Boot is { } boot ? $"kernel {(char)('A' + boot - 1)}" : null;

    public static string Of(PhysicalRange range, bool isCarveOut, OwnershipMap map, Moment moment, Moment? before) =>
        isCarveOut
            ? $"{RoundSize.Short(range.Length)}, {CarveOut(range, map, moment, before)}"
            : $"{RoundSize.Short(range.Length)}, {Ordinary(range, map, moment)}";

    /// <summary>What the step did to the bytes of the carve-out; "unchanged" only where not one differs.</summary>
    public static string CarveOut(PhysicalRange range, OwnershipMap map, Moment moment, Moment? before)
    {
        if (before is null) return $"{range.Length.Value / PkernfsLayout.BlockSize} blocks";
        var runs = moment.Machine.Platform.Memory.ChangedRuns(before.Machine.Platform.Memory, range).ToList();
        if (runs.Count == 0) return "unchanged";
        var landed = moment.Step.DmaByDevice.SelectMany(device => device.Value.Landings).Select(address => address.Frame).ToHashSet();
        var written = moment.Step.Touched;
        ulong changed = RangeSet.Total(runs).PagesRoundedUp;
        ulong byDevices = (ulong)landed.Count(frame => runs.Any(run => run.Contains(frame.Address)) && !written.Any(touched => touched.Overlaps(new(frame.Address, ByteCount.Page))));
        if (byDevices == changed) return $"unchanged but for DMA into {Pages(changed)}";
        var owners = runs.SelectMany(map.Within).Where(extent => !landed.Contains(extent.Range.Start.Frame)).Select(extent => Short(extent.Label)).Distinct().ToList();
        string what = owners.Count switch { 0 => "", <= 2 => $": {string.Join(", ", owners)}", _ => $": {string.Join(", ", owners.Take(2))}, {owners.Count - 2} more" };
        return $"{Pages(changed - byDevices)} written{what}";
    }

    private static string Ordinary(PhysicalRange range, OwnershipMap map, Moment moment)
    {
        ulong owned = 0, stale = 0, kept = 0;
        foreach (var extent in map.Within(range))
        {
            if (extent.Persistent && OwnershipChange.IsOwned(extent)) kept += extent.Range.Length.Value;
            else if (extent.Class == OwnerClass.Stale) stale += extent.Range.Length.Value;
            else if (OwnershipChange.IsOwned(extent)) owned += extent.Range.Length.Value;
        }
        string left = stale > 0 ? $"{Size(stale)} stale" : "";
        string handed = kept > 0 ? $"{Size(kept)} handed over" : "";
        if (KernelName(moment.Step) is not { } kernel || owned == 0)
            left = stale > 0 ? $"{Size(stale)} of bytes remain, nobody owns them" : kept > 0 ? "" : "nobody owns it yet";
        else
            left = string.Join(", ", new[] { $"{kernel} owns {Size(owned)}", left }.Where(words => words.Length > 0));
        return string.Join(", ", new[] { handed, left }.Where(words => words.Length > 0));
    }

    /// <summary>Rounded to what a reader takes in: "281 MiB", "1.2 GiB".</summary>
    public static string Size(ulong bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return value.ToString(value < 10 && unit > 0 ? "0.#" : "0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static string Pages(ulong count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "page" : "pages")}");

    private static string Short(string label) => label.TrimStart('/');
}
