using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>Domains that carry a device over a kexec: the fixed copy, what the next kernel makes of it, and the replacement without a fault.</summary>
public sealed partial class IommuDriver
{
    /// <summary>A copy of a domain in a page-table file's block: the same leaves, of the same sizes, in tables of its own.</summary>
    public bool TryMakeFixedDomain(IommuDomain live, PhysicalAddress block, [NotNullWhen(true)] out IommuDomain? copy, [NotNullWhen(false)] out string? problem)
    {
        if (!TryMakePersistentDomain(block, $"the fixed copy of {live.Name}", out copy, out problem, DomainKind.Fixed)) return false;
        var pages = new RegionTablePages(RegionsOf(block));
        foreach (var run in PageTable<SecondStage, Iova>.Leaves(kernel.Memory, live.Root, Limits))
        {
            kernel.Memory.Count(WorkKind.EntriesRead, run.Length.Value / run.PageSize.Value);
            // Leaves of the copy are as large as those that they stand in for: a unit may keep both while they are exchanged.
            int level = Enumerable.Range(1, PageTableGeometry.HighestLeafLevel).First(level => PageTableGeometry.EntryCovers(level) == run.PageSize);
            problem = PageTable<SecondStage, Iova>.Map(kernel.Memory, copy.Root, Limits, new(run.Input, run.Length), run.Output, run.Rights, pages, level).Problem;
            if (problem is not null) return false;
        }
        return true;
    }

    /// <summary>
    /// Makes a domain for every context entry that is present in a root table which an earlier kernel left, and owns it: the domain id of the entry
    /// is taken, so that no other domain gets it. What cannot be one is told, and left without a domain.
    /// </summary>
    public ImmutableArray<IommuDomain> RestoreDomains(out ImmutableArray<string> problems)
    {
        var restored = new List<IommuDomain>();
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var function in Hardware.Board.Functions.Select(function => function.Address))
        {
            if (ReadContext(function) is not { Present: true } entry || State.DomainOf(function) is not null) continue;
            if (restored.FirstOrDefault(known => known.DomainId == entry.DomainId && known.Root == entry.SecondStageRoot) is { } shared)
                Replace(shared.DomainId, current => current with { Functions = current.Functions.Add(function) });
            else if (WhyNotRestored(function, entry, out var block) is { } problem)
                refused.Add(problem);
            else
                restored.Add(Add(new(entry.DomainId, DomainKind.Restored, entry.SecondStageRoot, block, $"the temporary domain of {function}", [function])));
        }
        problems = refused.ToImmutable();
        return [.. restored.Select(domain => State.Domains.First(current => current.DomainId == domain.DomainId))];
    }

    /// <summary>
    /// Puts a domain in the place of the one that a function translates through now, where both translate identically over the whole of the IOVA space:
    /// no access can tell the difference, none faults. The 16 bytes of the context entry are exchanged at once; then what the unit remembers is
    /// dropped by the id that it remembers it under, the old one. Refused, with the first difference, where they are not identical.
    /// </summary>
    public bool TryReplace(PciAddress function, IommuDomain next, [NotNullWhen(false)] out string? problem)
    {
        problem = WhyNotReplaced(function, next, out var table, out var entry);
        if (problem is not null) return false;
        WriteContext(table, function, ContextEntry.Translating(next.Root, next.DomainId), atOnce: true);
        Submit(InvalidationDescriptor.ContextCacheDevice(entry.DomainId, function));
        Submit(InvalidationDescriptor.IotlbDomain(entry.DomainId));
        if (State.DomainOf(function) is { } former) Replace(former.DomainId, current => current with { Functions = current.Functions.Remove(function) });
        Replace(next.DomainId, current => current with { Functions = current.Functions.Add(function) });
        return true;
    }

    /// <summary>Forgets a domain that no function is attached to. Its tables are its owner's to give back.</summary>
    /// <exception cref="KernelBugException">A function is attached.</exception>
    public void Forget(IommuDomain domain)
    {
        if (!domain.Functions.IsEmpty) throw new KernelBugException($"{domain.Name} is still in use by {string.Join(", ", domain.Functions)}.");
        State = State with { Domains = State.Domains.RemoveAll(known => known.DomainId == domain.DomainId) };
    }

    /// <summary>What still uses tables in a range: the unit's root table, a context entry, a domain of this kernel's; null where nothing does.</summary>
    public string? WhoUses(PhysicalRange block)
    {
        if (block.Contains(State.RootTable) || block.Contains(Hardware.Unit.RootTable)) return "the root table is in it";
        foreach (var function in Hardware.Board.Functions)
        {
            if (ReadContext(function.Address) is { Present: true } entry && block.Contains(entry.SecondStageTable)) return $"the context entry of {function.Address} points into it";
        }
        return State.Domains.FirstOrDefault(domain => block.Contains(domain.Root.Table)) is { } user ? $"{user.Name} has its tables in it" : null;
    }

    private string? WhyNotReplaced(PciAddress function, IommuDomain next, out PhysicalAddress table, out ContextEntry entry)
    {
        entry = default;
        if (!TryFindContextTable(function.Bus, out table) || !ContextEntry.TryRead(kernel.Memory, table, function.DevFn, out entry) || !entry.Present)
            return $"{function} has no present context entry, so there is nothing to replace.";
        if (entry.TranslationType == TranslationType.PassThrough) return $"{function} is let through untranslated, so there is no table to hold the new ones against.";
        if (entry.Levels != next.Root.Levels) return $"The tables of {function} have {entry.Levels} levels, those of {next.Name} {next.Root.Levels}.";
        foreach (var run in PageTable<SecondStage, Iova>.Leaves(kernel.Memory, next.Root, Limits))
            kernel.Memory.Count(WorkKind.EntriesRead, 2 * (run.Length.Value / run.PageSize.Value));
        return PageTable<SecondStage, Iova>.FirstDifference(kernel.Memory, entry.SecondStageRoot, next.Root, Limits) is { } difference
            ? $"The replacement would not be hitless: {difference.Describe("the tables in use", $"those of {next.Name}")}."
            : null;
    }

    /// <summary>Why no domain can be made of an entry; null where one can, with the block that its tables are in.</summary>
    private string? WhyNotRestored(PciAddress function, ContextEntry entry, out PhysicalAddress block)
    {
        block = default;
        if (entry.TranslationType == TranslationType.PassThrough) return $"The context entry of {function} lets requests through untranslated: that is no state to restore.";
        if (State.Domains.FirstOrDefault(known => known.DomainId == entry.DomainId) is { } taken)
            return $"The context entry of {function} has domain id {entry.DomainId}, which is that of {taken.Name}: the unit would mix up what it remembers of both.";
        if (!new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem)) return problem;
        var file = volume.Reader.Files().FirstOrDefault(file => (file.Inode.Flags & InodeFlags.IommuDomainTables) != 0
            && new PageTableRegionReader(kernel.Memory, volume.Reader.BlockAddress(file.Inode.MappingsBlock)).RootPage == entry.SecondStageTable);
        if (file is null) return $"The context entry of {function} points to {entry.SecondStageTable}, which is the top table of no file in /{PkernfsLayout.IommuDirectoryName}: what it leads to is nobody's.";
        block = volume.Reader.BlockAddress(file.Inode.MappingsBlock);
        if (Untaken(block, TablesBelow(entry.SecondStageRoot).Prepend(entry.SecondStageTable)) is { } untaken) return untaken;
        return PageTable<SecondStage, Iova>.Leaves(kernel.Memory, entry.SecondStageRoot, Limits).Any()
            ? null
            : $"The tables of {function} at {entry.SecondStageTable} map nothing: the device's mappings are lost.";
    }
}
