using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

public sealed partial class IommuDriver
{
    /// <summary>Tables of one tree in ordinary RAM that are followed at most: damaged ones can point in circles. A mapping of 256 GiB in 4 KiB pages takes half as many.</summary>
    private const int MostTables = 1 << 18;

    /// <summary>Makes a domain with a fresh top table in ordinary RAM; null where no frame is left.</summary>
    public IommuDomain? MakeDomain(DomainKind kind, string name)
    {
        if (!kernel.TryAllocatePage(OwnerClass.EphemeralPageTable, $"second-stage tables of {name}", out var top)) return null;
        return Add(new IommuDomain(State.NextDomainId, kind, new(top, Levels), null, name, []));
    }

    /// <summary>
    /// iommu_domain_alloc_persistent (RFC 14/18): a domain whose top table is page 1 of the file's region, and whose lower tables come from
    /// that region. A page that was the top table before keeps its entries: this is how a later kernel finds what the former one mapped.
    /// The check is ours: a region whose bitmap does not know the tables in it is refused, since the next table would go over one of them.
    /// As posted (<see cref="PkernfsOptions.UncheckedRegionBitmap"/>) the bitmap is first looked at when a page is wanted.
    /// </summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="wantedId">The id that hardware knows the domain by already; null for the next free one.</param>
    public bool TryMakePersistentDomain(
        PhysicalAddress regionBlock,
        string name,
        [NotNullWhen(true)] out IommuDomain? domain,
        [NotNullWhen(false)] out string? problem,
        DomainKind kind = DomainKind.Vfio,
        ushort? wantedId = null)
    {
        domain = null;
        problem = State.Domains.FirstOrDefault(other => other.DomainId == wantedId) is { } holder
            ? $"Domain id {wantedId}, which the unit's caches know these tables by, is {holder.Name}'s in this kernel."
            : null;
        if (problem is not null) return false;
        var regions = RegionsOf(regionBlock);
        // The top table always has page 1 and is taken anew below.
        problem = Untaken(regionBlock, TablesBelow(new(regions.First.RootPage, Levels)));
        if (problem is not null) return false;
        domain = Add(new IommuDomain(wantedId ?? State.NextDomainId, kind, new(regions.First.DomainRootPage(), Levels), regionBlock, name, []));
        return true;
    }

    /// <summary>The table pages below a domain's top table. Damaged tables can point in circles: more than all of a domain's regions hold are none.</summary>
    private IEnumerable<PhysicalAddress> TablesBelow(PageTableRoot root) =>
        PageTable<SecondStage, Iova>.Tables(kernel.Memory, root, Limits).Skip(1)
            .Take(kernel.Options.Lifts(LiftedLimits.SeveralRegions) ? PkernfsLayout.MostDomainPages : PkernfsLayout.RegionPages)
            .Select(table => table.Address);

    /// <summary>The regions of the page-table file whose first byte that is.</summary>
    private PageTableRegions RegionsOf(PhysicalAddress block) =>
        new(kernel.Memory, new PkernfsVolume(kernel.Memory, kernel.State.CommandLine.Pkernfs ?? default, kernel.Options), block, kernel.Options);

    /// <summary>Why tables in use cannot be a file's; null where they can, or nobody looks.</summary>
    private string? Untaken(PhysicalAddress block, IEnumerable<PhysicalAddress> tables) =>
        kernel.Options.UncheckedRegionBitmap ? null : RegionsOf(block).ProblemWith(tables);

    /// <summary>
    /// Attaches a function: its context entry is written and the unit's caches are flushed for it. A present entry that this kernel did
    /// not write is left as it is, domain id and all: mapping a context that is present already succeeds without a write. The caller learns of it.
    /// A function in a sealed domain is not let go: <see cref="TryReplace"/> is the way out of one.
    /// </summary>
    public AttachOutcome Attach(PciAddress function, IommuDomain domain, out string? problem)
    {
        var former = State.DomainOf(function);
        if (former is { IsSealed: true })
        {
            problem = $"{function} is in {former.Name}, which the IOMMU driver holds until an identical domain replaces it: nothing else can be attached.";
            return AttachOutcome.Failed;
        }
        if (!TryContextTable(function.Bus, out var table, out problem)) return AttachOutcome.Failed;
        Replace(domain.DomainId, current => current with { Functions = current.Functions.Add(function) });
        ContextEntry.TryRead(kernel.Memory, table, function.DevFn, out var present);
        if (present.Present && former is null) return AttachOutcome.EntryKept;

        if (former is not null)
        {
            Replace(former.DomainId, current => current with { Functions = current.Functions.Remove(function) });
            ClearContext(function, former.DomainId);
        }
        var entry = domain.Kind == DomainKind.Identity
            ? ContextEntry.PassThrough(domain.DomainId, Levels - 2)
            : ContextEntry.Translating(domain.Root, domain.DomainId);
        WriteContext(table, function, entry);
        if (Capability.CachingMode)
        {
            // What the unit remembers as not present it remembers under domain id 0, and what such a walk found below under the entry's.
            Submit(InvalidationDescriptor.ContextCacheDevice(0, function));
            Submit(InvalidationDescriptor.IotlbDomain(domain.DomainId));
        }
        return AttachOutcome.EntryWritten;
    }

    /// <summary>Takes a function out of the domain that this kernel has it in; its context entry is the caller's.</summary>
    public void Detach(PciAddress function) => State = State with
    {
        Domains = [.. State.Domains.Select(domain => domain.Functions.Contains(function) ? domain with { Functions = domain.Functions.Remove(function) } : domain)],
    };

    /// <summary>The domain that the function's group was given at probe; null where this kernel gave it none.</summary>
    public IommuDomain? DefaultDomainOf(PciAddress function) => State.Domains.FirstOrDefault(domain =>
        domain.Kind is DomainKind.Default or DomainKind.Identity && Group(Hardware.Functions[function].Description.IommuGroup).Any(member => domain.Name == $"default domain of {member.Address}"));

    /// <summary>iommu_domain_free: the object goes; table pages go back where they are this kernel's, and stay where they are a file's.</summary>
    public void Drop(ushort domainId)
    {
        if (State.Domains.FirstOrDefault(domain => domain.DomainId == domainId) is not { } dropped) return;
        if (dropped.Region is null)
        {
            var pages = PageTable<SecondStage, Iova>.Tables(kernel.Memory, dropped.Root, Limits).Take(MostTables).Select(table => table.Address).ToArray();
            foreach (var page in pages.Distinct().Where(kernel.State.Pages.Begins)) kernel.Free(page);
        }
        State = State with { Domains = State.Domains.Remove(dropped) };
    }

    /// <summary>Clears a function's context entry, then flushes the context cache for the device and the IOTLB for the domain.</summary>
    public void ClearContext(PciAddress function, ushort domainId)
    {
        if (!TryFindContextTable(function.Bus, out var table)) return;
        WriteContext(table, function, new ContextEntry(0, 0));
        Submit(InvalidationDescriptor.ContextCacheDevice(domainId, function));
        Submit(InvalidationDescriptor.IotlbDomain(domainId));
    }

    /// <summary>The entry that hardware would read for a function; null where the root table has none for its bus.</summary>
    public ContextEntry? ReadContext(PciAddress function) =>
        TryFindContextTable(function.Bus, out var table) && ContextEntry.TryRead(kernel.Memory, table, function.DevFn, out var entry) ? entry : null;

    private IommuDomain Add(IommuDomain domain)
    {
        State = State with { Domains = State.Domains.Add(domain) };
        return domain;
    }

    private void Replace(ushort domainId, Func<IommuDomain, IommuDomain> change) => State = State with
    {
        Domains = [.. State.Domains.Select(domain => domain.DomainId == domainId ? change(domain) : domain)],
    };

    private bool TryFindContextTable(byte bus, out PhysicalAddress table)
    {
        bool found = RootEntry.TryRead(kernel.Memory, State.RootTable, bus, out var entry) && entry.Present;
        table = entry.ContextTable;
        return found;
    }

    /// <summary>The bus's context table; where there is none yet from the root region's next page (RFC 09/18), or from ordinary RAM.</summary>
    private bool TryContextTable(byte bus, out PhysicalAddress table, out string? problem)
    {
        problem = null;
        if (TryFindContextTable(bus, out table)) return true;
        if (State.OrdinaryTables)
        {
            if (!TryOrdinaryTable($"context table, bus {bus:x2}", out table, out problem)) return false;
            RootEntry.To(table).TryWrite(kernel.Memory, State.RootTable, bus);
            return true;
        }
        if (!TryRootRegion(out var region, out problem) || !region.TryAllocatePage(out table, out problem)) return false;
        kernel.Memory.TryFill(new(table, ByteCount.Page), Frame.Zero);
        RootEntry.To(table).TryWrite(kernel.Memory, State.RootTable, bus);
        return true;
    }
}

/// <summary>What attaching a function did to its context entry.</summary>
public enum AttachOutcome
{
    EntryWritten,

    /// <summary>The entry was present and not this kernel's: it was left untouched, with the domain id it has.</summary>
    EntryKept,

    Failed,
}
