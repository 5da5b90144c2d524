using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// How DMA is translated at one moment, from the unit's registers down to the pages, decoded from registers and bytes alone:
/// no kernel object is asked. Tables are decoded whether translation is on or not.
/// </summary>
/// <param name="Status">GSTS.</param>
/// <param name="RootTable">The root table that the unit uses; null before SRTP.</param>
/// <param name="RootRegister">What RTADDR holds, taken or not.</param>
/// <param name="Buses">Buses whose root entry is present and buses of the devices, the devices' buses first, in their order.</param>
/// <param name="Devices">The functions that were asked for, in that order.</param>
public sealed record TranslationTree(
    GlobalCommand Status,
    PhysicalAddress? RootTable,
    PhysicalAddress RootRegister,
    ImmutableArray<TranslationBus> Buses,
    ImmutableArray<TranslationDevice> Devices)
{
    /// <summary>TES.</summary>
    public bool IsOn => (Status & GlobalCommand.TranslationEnable) != 0;

    /// <summary>Different second-stage trees, each once, in the devices' order.</summary>
    public IEnumerable<TranslationDomain> Domains => Devices.Select(device => device.Domain).OfType<TranslationDomain>().DistinctBy(domain => domain.Root);

    public TranslationDevice? Find(PciAddress function) => Devices.FirstOrDefault(device => device.Address == function);

    public TranslationBus? FindBus(byte number) => Buses.FirstOrDefault(bus => bus.Bus == number);

    /// <param name="functions">The functions to decode fully; the others are only counted.</param>
    /// <param name="ownership">Who owns what at that moment, for the names; null to leave them out.</param>
    public static TranslationTree Of(PlatformState platform, IEnumerable<PciAddress> functions, OwnershipMap? ownership = null)
    {
        var unit = platform.Unit;
        bool rootSet = (unit.Status & GlobalCommand.SetRootTablePointer) != 0 || unit.TranslationEnabled;
        var asked = functions.Distinct().ToImmutableArray();
        var buses = rootSet ? ReadBuses(platform, asked) : [];
        var domains = new Dictionary<PageTables.PageTableRoot, TranslationDomain>();
        return new(
            unit.Status,
            rootSet ? unit.RootTable : null,
            new(unit.ReadRegister(VtdRegisters.RootTableAddress, sizeof(ulong))),
            buses,
            [.. asked.Select(function => ReadDevice(platform, function, buses, domains, ownership))]);
    }

    private static ImmutableArray<TranslationBus> ReadBuses(PlatformState platform, ImmutableArray<PciAddress> asked)
    {
        var first = asked.Select(function => function.Bus).Distinct().ToList();
        var buses = ImmutableArray.CreateBuilder<TranslationBus>();
        foreach (byte bus in first.Concat(Enumerable.Range(0, VtdTable.EntriesPerTable).Select(bus => (byte)bus).Except(first)))
        {
            bool read = RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, bus, out var entry);
            if (first.Contains(bus) || entry.Present) buses.Add(ReadBus(platform, bus, read, entry, asked));
        }
        return buses.ToImmutable();
    }

    private static TranslationBus ReadBus(PlatformState platform, byte bus, bool read, RootEntry entry, ImmutableArray<PciAddress> asked)
    {
        var refusal = !read ? FaultReason.RootTableNotAccessible
            : !entry.Present ? FaultReason.RootNotPresent
            : entry.HasReservedBits(platform.Unit.Description.HostAddressWidth) ? FaultReason.RootReserved
            : platform.Memory.IsAccessible(new(entry.ContextTable, ByteCount.Page)) ? FaultReason.None : FaultReason.ContextTableNotAccessible;
        int present = 0, absent = 0, strays = 0;
        for (int index = 0; refusal == FaultReason.None && index < VtdTable.EntriesPerTable; index++)
        {
            var function = PciAddress.FromSourceId((ushort)((bus << 8) | index));
            if (asked.Contains(function)) continue;
            bool isPresent = ContextEntry.TryRead(platform.Memory, entry.ContextTable, (byte)index, out var context) && context.Present;
            if (!platform.Functions.ContainsKey(function)) strays += isPresent ? 1 : 0;
            else if (isPresent) present++;
            else absent++;
        }
        return new(bus, entry, refusal, present, absent, strays);
    }

    private static TranslationDevice ReadDevice(
        PlatformState platform,
        PciAddress function,
        ImmutableArray<TranslationBus> buses,
        Dictionary<PageTables.PageTableRoot, TranslationDomain> domains,
        OwnershipMap? ownership)
    {
        var unit = platform.Unit;
        platform.Functions.TryGetValue(function, out var pci);
        var bus = buses.FirstOrDefault(bus => bus.Bus == function.Bus);
        ContextEntry? context = null;
        var refusal = bus?.Refusal ?? FaultReason.RootNotPresent;
        if (refusal == FaultReason.None && ContextEntry.TryRead(platform.Memory, bus!.Entry.ContextTable, function.DevFn, out var entry))
        {
            context = entry;
            refusal = !entry.Present ? FaultReason.ContextNotPresent
                : entry.HasReservedBits(unit.Description.HostAddressWidth) ? FaultReason.ContextReserved
                : entry.IsValidFor(unit.Capability, unit.ExtendedCapability) ? FaultReason.None : FaultReason.ContextInvalid;
        }
        bool through = refusal == FaultReason.None && context!.Value.TranslationType == TranslationType.PassThrough;
        TranslationDomain? domain = null;
        if (refusal == FaultReason.None && !through)
        {
            var root = context!.Value.SecondStageRoot;
            if (!domains.TryGetValue(root, out domain)) domains[root] = domain = TranslationDomain.Read(platform.Memory, root, unit.SecondStageLimits, ownership);
            if (!platform.Memory.IsAccessible(new(root.Table, ByteCount.Page))) refusal = FaultReason.ContextInvalid;
        }
        var reach = !unit.TranslationEnabled ? DmaReach.Untranslated
            : refusal != FaultReason.None ? DmaReach.Refused
            : through ? DmaReach.PassThrough : DmaReach.Translated;
        return new(function, reach, context, context is null ? null : bus!.Entry.ContextTable, refusal, domain, pci?.BusMaster ?? false, pci?.Engine is not null);
    }
}
