using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What the IOMMU core and the VT-d driver hand over, in the old kernel: domains with every page of their tables, devices with their domain
/// ids, the unit with its root table and context tables. Pages that tables map are their files' matter.
/// </summary>
public sealed class IommuHandover(KernelContext kernel)
{
    private readonly HandoverDriver _handover = new(kernel);

    /// <summary>Hands a domain over: its record's place; null, with a sentence, where that fails.</summary>
    public PhysicalAddress? PreserveDomain(IommuDomain domain, out string? problem)
    {
        var limits = kernel.Hardware.Unit.SecondStageLimits;
        foreach (var table in PageTable<SecondStage, Iova>.Tables(kernel.Memory, domain.Root, limits).ToArray())
        {
            if (!_handover.TryPreservePages(new(table.Address, ByteCount.Page), out problem)) return null;
            kernel.State = kernel.State with { Pages = kernel.State.Pages.Relabel(table.Address, OwnerClass.DomainPageTable, $"level {table.Level} table of {domain.Name}") };
        }
        var record = new DomainRecord(domain.Root.Table, domain.Root.Levels, (uint)(12 + (9 * domain.Root.Levels)));
        return Add(Arrays().Domains, record.Encode(), out problem);
    }

    /// <summary>Hands a device over, and with the first one its unit. Refused unless its domain is handed over already.</summary>
    public bool TryPreserveDevice(PciAddress function, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (kernel.State.Iommu.DomainOf(function) is not { } domain || FindDomain(domain.Root.Table) is not { } at)
            problem = $"the domain that {function} is attached to is not handed over: hand its iommufd over first.";
        else if (PreserveUnit(out problem) is { } unit) Add(Arrays().Devices, new DeviceRecord(function.SourceId, domain.DomainId, at, unit).Encode(), out problem);
        return problem is null;
    }

    /// <summary>Takes a domain out again: its record is marked as deleted, the pages of its tables stay this kernel's.</summary>
    public void UnpreserveDomain(PhysicalAddress record)
    {
        byte[] bytes = new byte[DomainRecord.Size];
        kernel.Memory.TryRead(record, bytes);
        var domain = DomainRecord.Decode(bytes);
        foreach (var table in PageTable<SecondStage, Iova>.Tables(kernel.Memory, new(domain.TopTable, domain.Levels), kernel.Hardware.Unit.SecondStageLimits))
            _handover.Unpreserve(new(table.Address, 0));
        ObjectArray.Delete(kernel.Memory, record);
    }

    /// <summary>Takes a device out again, and with the last one its unit: root table and context tables.</summary>
    public void UnpreserveDevice(PciAddress function)
    {
        if (ObjectArray.Read(kernel.Memory, Arrays().Devices, DeviceRecord.Size, out _) is not { } list) return;
        foreach (var (place, _) in list.Records.Where(found => DeviceRecord.Decode(found.Bytes).SourceId == function.SourceId)) ObjectArray.Delete(kernel.Memory, place);
        if (ObjectArray.Read(kernel.Memory, Arrays().Devices, DeviceRecord.Size, out _) is not { Records.IsEmpty: true } || Unit(out var at) is not { } unit) return;
        _handover.Unpreserve(new(unit.RootTable, 0));
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (unit.HasContextTable((byte)bus) && RootEntry.TryRead(kernel.Memory, unit.RootTable, (byte)bus, out var entry) && entry.Present) _handover.Unpreserve(new(entry.ContextTable, 0));
        }
        ObjectArray.Delete(kernel.Memory, at);
    }

    /// <summary>True where a device of this kernel is to be handed over.</summary>
    public bool IsPreserved(PciAddress function) =>
        new OrchestratorDriver(kernel).Outgoing(IommuRecord.Compatible) is not null
        && ObjectArray.Read(kernel.Memory, Arrays().Devices, DeviceRecord.Size, out _) is { } list
        && list.Records.Any(found => DeviceRecord.Decode(found.Bytes).SourceId == function.SourceId);

    /// <summary>Zeroes root entries whose context table was made after the unit was handed over: the next kernel would not know it.</summary>
    /// <returns>How many there were.</returns>
    public int DropLaterContextTables()
    {
        if (Unit(out _) is not { } unit) return 0;
        int dropped = 0;
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (unit.HasContextTable((byte)bus) || !RootEntry.TryRead(kernel.Memory, unit.RootTable, (byte)bus, out var entry) || !entry.Present) continue;
            new RootEntry(0, 0).TryWrite(kernel.Memory, unit.RootTable, (byte)bus);
            dropped++;
        }
        return dropped;
    }

    private PhysicalAddress? PreserveUnit(out string? problem)
    {
        problem = null;
        if (Unit(out var known) is not null) return known;
        var root = kernel.State.Iommu.RootTable;
        ulong[] bitmap = new ulong[8];
        if (!_handover.TryPreservePages(new(root, ByteCount.Page), out problem)) return null;
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (!RootEntry.TryRead(kernel.Memory, root, (byte)bus, out var entry) || !entry.Present) continue;
            if (!_handover.TryPreservePages(new(entry.ContextTable, ByteCount.Page), out problem)) return null;
            bitmap[bus * 2 / 64] |= 1UL << (bus * 2 % 64);
        }
        var registers = kernel.Hardware.Board.RemappingUnit.RegisterBase;
        return Add(Arrays().Units, new UnitRecord(registers.Value, false, registers, root, [.. bitmap]).Encode(), out problem);
    }

    private UnitRecord? Unit(out PhysicalAddress place)
    {
        place = default;
        if (new OrchestratorDriver(kernel).Outgoing(IommuRecord.Compatible) is null
            || ObjectArray.Read(kernel.Memory, Arrays().Units, UnitRecord.Size, out _) is not { Records: [var only, ..] }) return null;
        place = only.Place;
        return UnitRecord.Decode(only.Bytes);
    }

    private PhysicalAddress? FindDomain(PhysicalAddress top)
    {
        if (ObjectArray.Read(kernel.Memory, Arrays().Domains, DomainRecord.Size, out _) is not { } list) return null;
        foreach (var (place, bytes) in list.Records)
        {
            if (DomainRecord.Decode(bytes).TopTable == top) return place;
        }
        return null;
    }

    private IommuRecord Arrays()
    {
        byte[] bytes = new byte[IommuRecord.Size];
        kernel.Memory.TryRead(new(new OrchestratorDriver(kernel).Outgoing(IommuRecord.Compatible)!.Data), bytes);
        return IommuRecord.Decode(bytes);
    }

    private PhysicalAddress? Add(PhysicalAddress array, byte[] record, out string? problem)
    {
        var place = ObjectArray.Add(kernel.Memory, array, record, () => _handover.AllocatePreserved("IOMMU objects"));
        problem = place is null ? "no free frame is left for the IOMMU's objects." : null;
        return place;
    }
}

/// <summary>Who keeps the IOMMU's objects while some file needs them.</summary>
public sealed class IommuHandoverOwner : SharedDataOwner
{
    public override string Compatible => IommuRecord.Compatible;

    public override PhysicalAddress? Preserve(KernelContext kernel)
    {
        var handover = new HandoverDriver(kernel);
        if (handover.AllocatePreserved("IOMMU: arrays") is not { } top
            || handover.AllocatePreserved("IOMMU objects: units") is not { } units
            || handover.AllocatePreserved("IOMMU objects: domains") is not { } domains
            || handover.AllocatePreserved("IOMMU objects: devices") is not { } devices) return null;
        kernel.Memory.TryWrite(top, new IommuRecord(units, domains, devices).Encode());
        return top;
    }

    public override void Unpreserve(KernelContext kernel, PhysicalAddress data)
    {
        var handover = new HandoverDriver(kernel);
        foreach (var page in Pages(kernel, data)) handover.FreePreserved(page);
    }

    public override void Finish(KernelContext kernel, PhysicalAddress data)
    {
        foreach (var page in Pages(kernel, data)) kernel.Free(page);
    }

    /// <summary>Every page of the arrays, then the one that names them.</summary>
    private static PhysicalAddress[] Pages(KernelContext kernel, PhysicalAddress data)
    {
        byte[] bytes = new byte[IommuRecord.Size];
        kernel.Memory.TryRead(data, bytes);
        var arrays = IommuRecord.Decode(bytes);
        var pages = new[] { (First: arrays.Units, UnitRecord.Size), (First: arrays.Domains, DomainRecord.Size), (First: arrays.Devices, DeviceRecord.Size) }
            .SelectMany(array => ObjectArray.Read(kernel.Memory, array.First, array.Size, out _)?.Blocks ?? []);
        return [.. pages, data];
    }
}
