using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// What a page is to hardware or a running kernel's processors at a moment: which table of whose. Trees are not listed but searched, by the entry that points to the page,
/// so that what it costs does not follow the pages that they map.
/// </summary>
internal sealed class TableIndex
{
    private readonly Dictionary<PhysicalAddress, TableRole> _units = [];
    private readonly List<Tree> _trees = [];
    private readonly Dictionary<PhysicalAddress, TableRole?> _known = [];

    public TableIndex(PlatformState platform, KernelState? kernel, ImmutableArray<VmmProcess> vmms)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (unit.RootTable != default)
        {
            _units[unit.RootTable] = new(TableRoleKind.Root, 0, 0, "", $"RTADDR {unit.RootTable}");
            AddContextTables(platform);
        }
        if (kernel?.DirectMap is { Levels: > 0 } direct) AddProcessor(direct, "the kernel");
        foreach (var vmm in vmms) AddProcessor(vmm.Memory.Tables, vmm.Title);

        void AddProcessor(PageTableRoot root, string user) => Add(root, TableRoleKind.Processor, user, $"CR3 of {user}",
            page => TableSearch<X86Paging, VirtualAddress>.Find(memory, root, KernelContext.ProcessorLimits, page));
    }

    public TableRole? At(PhysicalAddress address)
    {
        var page = address.AlignDown(ByteCount.Page);
        if (_units.TryGetValue(page, out var role)) return role;
        if (_known.TryGetValue(page, out var known)) return known;
        return _known[page] = _trees.Select(tree => tree.RoleOf(page)).FirstOrDefault(found => found is not null);
    }

    private void AddContextTables(PlatformState platform)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
        {
            if (!RootEntry.TryRead(memory, unit.RootTable, (byte)bus, out var root) || !root.Present) continue;
            _units.TryAdd(root.ContextTable, new(TableRoleKind.Context, 0, (ulong)bus, "", $"root entry {bus:x2}, RTADDR {unit.RootTable}"));
            for (int devFn = 0; devFn < VtdTable.EntriesPerTable; devFn++)
            {
                if (!ContextEntry.TryRead(memory, root.ContextTable, (byte)devFn, out var entry) || !entry.Present || entry.TranslationType == TranslationType.PassThrough) continue;
                var (function, tables) = (PciAddress.FromSourceId((ushort)((bus << 8) | devFn)), entry.SecondStageRoot);
                Add(tables, TableRoleKind.SecondStage, function.ToString(), $"context entry of {function}", page => TableSearch<SecondStage, Iova>.Find(memory, tables, unit.SecondStageLimits, page));
            }
        }
    }

    private void Add(PageTableRoot root, TableRoleKind kind, string user, string reachedFrom, Func<PhysicalAddress, TablePlace?> find)
    {
        // Functions of one group share a tree: it is searched once, and each is named at its top page.
        int shared = _trees.FindIndex(tree => tree.Root.Table == root.Table && tree.Kind == kind);
        if (shared >= 0) _trees[shared] = _trees[shared] with { Users = $"{_trees[shared].Users}, {user}" };
        else _trees.Add(new(root, kind, user, user, reachedFrom, find));
    }

    /// <param name="First">Who used the tree first, whose name its lower tables bear.</param>
    /// <param name="Users">All who do.</param>
    private sealed record Tree(PageTableRoot Root, TableRoleKind Kind, string First, string Users, string ReachedFrom, Func<PhysicalAddress, TablePlace?> Find)
    {
        public TableRole? RoleOf(PhysicalAddress page)
        {
            if (Find(page) is not { } place) return null;
            return place.EntryAddress is { } entry
                ? new(Kind, place.Level, place.Input, First, $"level {place.Level + 1} entry {entry.OffsetInFrame / PageTableGeometry.EntrySize} at {entry}")
                : new(Kind, place.Level, place.Input, Users, ReachedFrom);
        }
    }
}

/// <summary>What a table page is.</summary>
/// <param name="Level">1 to 5 for page tables; else 0.</param>
/// <param name="Input">The first address that goes through the table, as an offset into the tree; for a context table its bus.</param>
/// <param name="User">Whose table: "01:00.0", "VMM 412"; empty for root and context tables.</param>
/// <param name="ReachedFrom">What points to it.</param>
internal sealed record TableRole(TableRoleKind Kind, int Level, ulong Input, string User, string ReachedFrom);

internal enum TableRoleKind
{
    Root,
    Context,
    SecondStage,
    Processor,
}
