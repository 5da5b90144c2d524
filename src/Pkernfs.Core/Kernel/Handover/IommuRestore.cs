using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>The new kernel's side: the unit's tables are taken over where they are, then each device's domain, and hardware is not touched.</summary>
public sealed class IommuRestore(KernelContext kernel)
{
    private readonly HandoverDriver _handover = new(kernel);

    private IommuState State
    {
        get => kernel.State.Iommu;
        set => kernel.State = kernel.State with { Iommu = value };
    }

    /// <summary>
    /// DMAR init: the root table and every context table become this kernel's, and each device's domain id is taken. False, without a sentence, where no
    /// IOMMU was handed over, or not this unit: a domain may be handed over without a device that uses it, and then the unit is nobody's. False with one where
    /// what was handed over cannot be used: translation was on, so nothing can be told of what DMA did, and the caller panics.
    /// </summary>
    public bool TryAdoptTables(out string? problem)
    {
        if (!TryArrays(out var arrays, out problem)) return false;
        foreach (var page in (PhysicalAddress[])[arrays.Units, arrays.Domains, arrays.Devices])
        {
            if (!_handover.TryRestore(page, OwnerClass.HandoverMetadata, "IOMMU objects", out _, out problem)) return false;
        }
        var registers = kernel.Hardware.Board.RemappingUnit.RegisterBase;
        if (Units(arrays, out problem).FirstOrDefault(unit => unit.Token == registers.Value) is not { } unit) return false;
        if (!_handover.TryRestore(unit.RootTable, OwnerClass.RootAndContext, "root table", out _, out problem)) return false;
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (!RootEntry.TryRead(kernel.Memory, unit.RootTable, (byte)bus, out var entry) || !entry.Present) continue;
            if (!_handover.TryRestore(entry.ContextTable, OwnerClass.RootAndContext, $"context table, bus {bus:x2}", out _, out problem)) return false;
        }
        State = State with
        {
            RootTable = unit.RootTable,
            OrdinaryTables = true,
            WasHandedOver = true,
            ReservedIds = [.. Devices(arrays, out problem).Select(device => (ushort)device.AttachmentId).Distinct()],
        };
        return problem is null;
    }

    /// <summary>
    /// Probe of a device that was handed over: its domain is taken over with all of its tables, as one that the driver owns, and the device is attached without
    /// a write to its context entry. Null, with a sentence, where that fails: the device then gets a default domain, and its DMA is cut off.
    /// </summary>
    public IommuDomain? RestoreDomain(PciAddress function, out string? problem)
    {
        if (!TryArrays(out var arrays, out problem))
        {
            problem ??= "no IOMMU was handed over.";
            return null;
        }
        if (Devices(arrays, out problem).FirstOrDefault(device => device.SourceId == function.SourceId) is not { } record)
        {
            problem ??= $"{function} is not among the devices that were handed over.";
            return null;
        }
        if (ObjectArray.Read(kernel.Memory, arrays.Domains, DomainRecord.Size, out problem) is not { } list) return null;
        if (list.Records.FirstOrDefault(found => found.Place == record.Domain) is not { Bytes: { } bytes })
        {
            problem = $"the record of {function} points to a domain at {record.Domain}, where none begins.";
            return null;
        }
        var domain = DomainRecord.Decode(bytes);
        var root = new PageTableRoot(domain.TopTable, domain.Levels);
        if (domain.Levels != new IommuDriver(kernel).Levels)
        {
            problem = $"the domain of {function} would have {domain.Levels} levels.";
            return null;
        }
        foreach (var table in PageTable<SecondStage, Iova>.Tables(kernel.Memory, root, kernel.Hardware.Unit.SecondStageLimits).ToArray())
        {
            if (!_handover.TryRestore(table.Address, OwnerClass.DomainPageTable, $"level {table.Level} table of {function}, restored", out _, out problem)) return null;
        }
        var restored = new IommuDomain((ushort)record.AttachmentId, DomainKind.Restored, root, null, $"the restored domain of {function}", [function]);
        State = State with { Domains = State.Domains.Add(restored) };
        return restored;
    }

    /// <summary>The restored domain whose record is at <paramref name="record"/>; null where there is none.</summary>
    public IommuDomain? DomainAt(PhysicalAddress record)
    {
        if (!TryArrays(out var arrays, out _) || ObjectArray.Read(kernel.Memory, arrays.Domains, DomainRecord.Size, out _) is not { } list) return null;
        return list.Records.FirstOrDefault(found => found.Place == record) is { Bytes: { } bytes }
            ? State.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Restored && domain.Root.Table == DomainRecord.Decode(bytes).TopTable)
            : null;
    }

    /// <summary>Gives a restored domain's tables back, once nothing translates through them; its id is free again.</summary>
    public void FreeTables(IommuDomain domain)
    {
        foreach (var table in PageTable<SecondStage, Iova>.Tables(kernel.Memory, domain.Root, kernel.Hardware.Unit.SecondStageLimits).ToArray()) kernel.Free(table.Address);
        State = State with { ReservedIds = State.ReservedIds.Remove(domain.DomainId) };
    }

    private bool TryArrays([NotNullWhen(true)] out IommuRecord? arrays, out string? problem)
    {
        arrays = null;
        problem = null;
        if (kernel.State.Orchestrator is null || new OrchestratorDriver(kernel).Incoming(IommuRecord.Compatible, out problem) is not { } shared) return false;
        var page = new PhysicalAddress(shared.Data);
        bool first = PageStructArray.ReadStamp(kernel.Memory, kernel.State, page) is not null;
        if (first && !_handover.TryRestore(page, OwnerClass.HandoverMetadata, "IOMMU: arrays", out _, out problem)) return false;
        byte[] bytes = new byte[IommuRecord.Size];
        if (page.Value >> PhysicalMemory.AddressBits != 0 || !kernel.Memory.TryRead(page, bytes) || kernel.State.Pages.At(page) is null)
        {
            problem = $"the IOMMU's data would be at {page}, which was not handed over.";
            return false;
        }
        arrays = IommuRecord.Decode(bytes);
        return true;
    }

    private IEnumerable<UnitRecord> Units(IommuRecord arrays, out string? problem) =>
        ObjectArray.Read(kernel.Memory, arrays.Units, UnitRecord.Size, out problem)?.Records.Select(found => UnitRecord.Decode(found.Bytes)).OfType<UnitRecord>() ?? [];

    private IEnumerable<DeviceRecord> Devices(IommuRecord arrays, out string? problem) =>
        ObjectArray.Read(kernel.Memory, arrays.Devices, DeviceRecord.Size, out problem)?.Records.Select(found => DeviceRecord.Decode(found.Bytes)) ?? [];
}
