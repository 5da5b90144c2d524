using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>Every table page that hardware or a running kernel's processors can reach at a moment, by its address.</summary>
internal sealed class TableIndex
{
    /// <summary>Damaged tables can point in circles: as many pages as a 4 KiB mapping of 128 GiB takes.</summary>
    private const int MostPages = 1 << 16;

    private readonly Dictionary<PhysicalAddress, TableRole> _pages = [];

    public TableIndex(PlatformState platform, KernelState? kernel, ImmutableArray<VmmProcess> vmms)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (unit.RootTable != default)
        {
            _pages[unit.RootTable] = new(TableRoleKind.Root, 0, 0, "", $"RTADDR {unit.RootTable}");
            AddContextTables(platform);
        }
        if (kernel?.DirectMap is { Levels: > 0 } direct) Add<X86Paging, VirtualAddress>(memory, direct, KernelContext.ProcessorLimits, TableRoleKind.Processor, "the kernel", "CR3 of the kernel");
        foreach (var vmm in vmms) Add<X86Paging, VirtualAddress>(memory, vmm.Memory.Tables, KernelContext.ProcessorLimits, TableRoleKind.Processor, vmm.Title, $"CR3 of {vmm.Title}");
    }

    public TableRole? At(PhysicalAddress address) => _pages.GetValueOrDefault(address.AlignDown(ByteCount.Page));

    private void AddContextTables(PlatformState platform)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
        {
            if (!RootEntry.TryRead(memory, unit.RootTable, (byte)bus, out var root) || !root.Present) continue;
            _pages.TryAdd(root.ContextTable, new(TableRoleKind.Context, 0, (ulong)bus, "", $"root entry {bus:x2}, RTADDR {unit.RootTable}"));
            for (int devFn = 0; devFn < VtdTable.EntriesPerTable; devFn++)
            {
                if (!ContextEntry.TryRead(memory, root.ContextTable, (byte)devFn, out var entry) || !entry.Present || entry.TranslationType == TranslationType.PassThrough) continue;
                var function = PciAddress.FromSourceId((ushort)((bus << 8) | devFn));
                Add<SecondStage, Iova>(memory, entry.SecondStageRoot, unit.SecondStageLimits, TableRoleKind.SecondStage, function.ToString(), $"context entry of {function}");
            }
        }
    }

    private void Add<TFormat, TInput>(IMemoryView memory, PageTableRoot root, PageTableLimits limits, TableRoleKind kind, string user, string reachedFrom)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        // Functions of one group share a tree: it is walked once, and each is named.
        if (_pages.TryGetValue(root.Table, out var known) && known.Kind == kind)
        {
            _pages[root.Table] = known with { User = $"{known.User}, {user}" };
            return;
        }
        foreach (var page in PageTable<TFormat, TInput>.Tables(memory, root, limits).Take(MostPages))
        {
            ulong input = 0;
            string from = reachedFrom;
            if (page.EntryAddress is { } entry && _pages.TryGetValue(entry.AlignDown(ByteCount.Page), out var parent))
            {
                int index = entry.OffsetInFrame / PageTableGeometry.EntrySize;
                input = parent.Input + ((ulong)index << PageTableGeometry.EntryShift(page.Level + 1));
                from = $"level {page.Level + 1} entry {index} at {entry}";
            }
            _pages.TryAdd(page.Address, new(kind, page.Level, input, user, from));
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
