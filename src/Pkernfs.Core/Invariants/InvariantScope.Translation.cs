using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Invariants;

/// <summary>What tables translate, for devices and for the VMM.</summary>
public sealed partial class InvariantScope
{
    private readonly Dictionary<PageTableRoot, TreeReading<Iova>> _trees = [];
    private readonly Dictionary<PageTableRoot, TreeReading<VirtualAddress>> _processes = [];
    private ImmutableArray<PhysicalRange>? _changed;

    /// <summary>Memory that differs from the former scope's; found once for all trees, of which a host with many guests has dozens.</summary>
    private ImmutableArray<PhysicalRange> Changed => _changed ??= _former is { } former ? [.. Memory.ChangedRuns(former.Memory)] : [];

    /// <summary>The function's context entry in memory; null where translation is off, or root or context entry is not present.</summary>
    public ContextEntry? ContextOf(PciAddress function) => TranslationRoots.TryContext(Platform, function, out var entry) ? entry : null;

    /// <summary>Where the function's context entry lies; its root entry where that is not present; null without a root table.</summary>
    public PhysicalRange? ContextBytes(PciAddress function)
    {
        var unit = Platform.Unit;
        if (unit.RootTable == default) return null;
        var entry = RootEntry.TryRead(Memory, unit.RootTable, function.Bus, out var root) && root.Present
            ? VtdTable.EntryAddress(root.ContextTable, function.DevFn)
            : VtdTable.EntryAddress(unit.RootTable, function.Bus);
        return new(entry, new(VtdTable.EntrySize));
    }

    /// <summary>
    /// What a function reaches by the tables in memory, folded, in IOVA order; nothing remembered is used. Nothing where its entries refuse it; identity runs where nothing translates.
    /// </summary>
    public ImmutableArray<LeafRun<Iova>> Reach(PciAddress function) =>
        TranslatingEntry(function) is { } entry
            ? Tree(entry.SecondStageRoot).Runs
            : [.. Platform.Unit.Mappings(Memory, function, fold: true).Take(TreeReading<Iova>.MostRuns)];

    /// <summary>The function's context entry in memory where the unit translates by it; null where it refuses it, lets requests through, or is off.</summary>
    public ContextEntry? TranslatingEntry(PciAddress function) => TranslationRoots.Translating(Platform, function);

    /// <summary>A second-stage tree, read through; the former moment's reading where none of its pages changed.</summary>
    public TreeReading<Iova> Tree(PageTableRoot root)
    {
        if (_trees.TryGetValue(root, out var known)) return known;
        return _trees[root] = _former?._trees.GetValueOrDefault(root)?.In(Memory, Changed) ?? TreeReading<Iova>.Of<SecondStage>(Memory, root, Platform.Unit.SecondStageLimits);
    }

    /// <summary>A VMM's mappings as the CPU's tables in memory have them.</summary>
    public ImmutableArray<LeafRun<VirtualAddress>> ProcessReach(VmmProcess vmm)
    {
        var root = vmm.Memory.Tables;
        if (_processes.TryGetValue(root, out var known)) return known.Runs;
        return (_processes[root] = _former?._processes.GetValueOrDefault(root)?.In(Memory, Changed) ?? TreeReading<VirtualAddress>.Of<X86Paging>(Memory, root, KernelContext.ProcessorLimits)).Runs;
    }

    /// <summary>The VMM that a function is passed through to; null while it does not run.</summary>
    public VmmProcess? VmmOf(PciAddress function) => Plan.GuestOf(function) is { } guest ? Machine.VmmOf(guest) : null;

    /// <summary>Where the entry lies that decides about an IOVA of a function: its leaf, or the entry that ends the walk; null where no table is asked.</summary>
    public PhysicalRange? DecidingEntry(PciAddress function, Iova iova)
    {
        var path = Platform.Unit.Walk(Memory, function, iova, AccessKind.Read).Path;
        if (path.IsEmpty) return null;
        var last = path[^1];
        return new(last.EntryAddress, new(last.Level == DmaWalkLevel.SecondStage ? (ulong)PageTableGeometry.EntrySize : VtdTable.EntrySize));
    }

    /// <summary>Where the entry lies that decides about an address of a VMM.</summary>
    public PhysicalRange? DecidingEntry(VmmProcess vmm, VirtualAddress address)
    {
        var path = PageTable<X86Paging, VirtualAddress>.Walk(Memory, vmm.Memory.Tables, KernelContext.ProcessorLimits, address, AccessKind.Read).Path;
        return path.IsEmpty ? null : new(path[^1].EntryAddress, new(PageTableGeometry.EntrySize));
    }

    /// <summary>The context entry that the unit would go by for a function: what it remembers, else what memory has; null where it would refuse.</summary>
    public ContextEntry? EffectiveContext(PciAddress function)
    {
        var unit = Platform.Unit;
        if (!unit.TranslationEnabled) return null;
        foreach (var cached in unit.ContextCache)
        {
            if (cached.Requester == function) return cached.Refusal == FaultReason.None ? cached.Entry : null;
        }
        return ContextOf(function);
    }

    /// <summary>The context table of a bus; null where its root entry is not present.</summary>
    public PhysicalAddress? ContextTableOf(byte bus) =>
        RootEntry.TryRead(Memory, Platform.Unit.RootTable, bus, out var root) && root.Present ? root.ContextTable : null;
}
