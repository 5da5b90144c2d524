using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>What table pages are, by address: names for pages that the medium only counts. A tree's pages are named by their level, so that nothing grows with them.</summary>
internal sealed class TableNames
{
    private readonly Dictionary<PhysicalAddress, string> _single = [];
    private readonly List<(TreeReading<Iova> Tree, string[] OfLevel)> _trees = [];

    private TableNames()
    {
    }

    /// <summary>What hardware walks now.</summary>
    public static TableNames InUse(PlatformState platform, TreeReadings trees)
    {
        var names = new TableNames();
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (unit.RootTable == default) return names;
        names._single[unit.RootTable] = "root table";
        foreach (byte bus in platform.Functions.Keys.Select(address => address.Bus).Distinct())
        {
            if (RootEntry.TryRead(memory, unit.RootTable, bus, out var root) && root.Present) names._single[root.ContextTable] = $"context table, bus {bus:x2}";
        }
        foreach (var function in platform.Functions.Keys)
        {
            if (!TranslationRoots.TryContext(platform, function, out var entry) || entry.TranslationType == TranslationType.PassThrough) continue;
            // Functions of one domain share its tree, which is the first one's then.
            if (names.At(entry.SecondStageTable) is null) names.Add(trees.Of(memory, entry.SecondStageRoot, unit.SecondStageLimits), level => $"level {level} table of {function}");
        }
        return names;
    }

    /// <summary>What a region's tables are that hardware does not use, or not yet: from its own root page down.</summary>
    public static TableNames NotInUse(PlatformState platform, BlockUse use, PhysicalAddress root, TreeReadings trees)
    {
        var names = new TableNames();
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (use != BlockUse.RootTables)
        {
            int levels = unit.Capability.SupportsAddressWidth(2) ? 4 : unit.Capability.SupportsAddressWidth(3) ? 5 : 3;
            names.Add(trees.Of(memory, new(root, levels), unit.SecondStageLimits), level => level == levels ? null : $"level {level} table, not in use");
            return names;
        }
        for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
        {
            if (!RootEntry.TryRead(memory, root, (byte)bus, out var entry) || !entry.Present) continue;
            names._single[root] = "root table, not in use";
            names._single.TryAdd(entry.ContextTable, $"context table, bus {bus:x2}, not in use");
        }
        return names;
    }

    /// <summary>The name of a page; null where it has none here.</summary>
    public string? At(PhysicalAddress page)
    {
        if (_single.TryGetValue(page, out string? name)) return name;
        foreach (var (tree, ofLevel) in _trees)
        {
            if (tree.LevelOf(page) is { } level) return ofLevel[level];
        }
        return null;
    }

    private void Add(TreeReading<Iova> tree, Func<int, string?> name) =>
        _trees.Add((tree, [.. Enumerable.Range(0, PageTableGeometry.MostLevels + 1).Select(level => name(level)!)]));
}
