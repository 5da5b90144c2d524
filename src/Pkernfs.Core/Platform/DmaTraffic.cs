using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Platform;

/// <summary>
/// What running devices do while software does something else: each writes stamped payloads into its buffers and reads
/// earlier ones back, through the unit. The verdict comes from memory afterwards, not from the translation.
/// </summary>
public sealed class DmaTraffic(PlatformWriter hardware)
{
    /// <summary>Writes of each running device in a step: enough to touch several pages, few enough to keep steps instant.</summary>
    public const int WritesPerStep = 8;

    /// <summary>Reads of each running device in a step.</summary>
    public const int ReadsPerStep = 4;

    /// <summary>Lets every running device work for one step.</summary>
    public ImmutableSortedDictionary<PciAddress, DeviceDma> Run()
    {
        var all = ImmutableSortedDictionary.CreateBuilder<PciAddress, DeviceDma>();
        foreach (var function in hardware.Functions.Values)
        {
            if (!function.Running) continue;
            var done = DeviceDma.Idle;
            for (int i = 0; i < WritesPerStep; i++) done = Write(function.Address, done);
            for (int i = 0; i < ReadsPerStep; i++) done = ReadBack(function.Address, i, done);
            all.Add(function.Address, done);
        }
        return all.ToImmutable();
    }

    private DeviceDma Write(PciAddress device, DeviceDma done)
    {
        var engine = hardware.Functions[device].Engine!;
        var random = SeededRandom.For(hardware.Seed, ((ulong)device.SourceId << 40) + engine.Sequence);
        var buffer = engine.Buffers[(int)random.Below((ulong)engine.Buffers.Length, out random)];
        ulong slots = buffer.Range.Length.Value / DmaPayload.Length;
        var iova = buffer.Range.Start + new ByteCount(random.Below(slots, out _) * DmaPayload.Length);
        var stamp = new LedgerStamp(DmaPayload.DeviceTag, device.SourceId, engine.Sequence, iova.Value);

        Span<ulong> words = stackalloc ulong[DmaPayload.Length / sizeof(ulong)];
        stamp.Fill(words);
        var translation = hardware.Translate(device, iova, AccessKind.Write);
        if (translation.ReachesMemory) hardware.Memory.TryWrite(translation.Physical, MemoryMarshal.AsBytes(words));
        hardware.Program(device, engine.Wrote(iova));
        return Judge(device, iova, translation, stamp, Faulted(done, iova, AccessKind.Write, translation));
    }

    private DeviceDma Judge(PciAddress device, Iova iova, DmaTranslation translation, LedgerStamp stamp, DeviceDma done)
    {
        var counts = done.Counts with { Writes = done.Counts.Writes + 1 };
        if (hardware.Ledger.ContractFor(device, iova) is not { } contract) return done with { Counts = counts };
        var belongs = contract.Belongs(iova);
        bool landed = stamp.IsAt(hardware.Memory, belongs);
        bool elsewhere = !landed && translation.ReachesMemory && stamp.IsAt(hardware.Memory, translation.Physical);
        if (contract.Active) hardware.Ledger = hardware.Ledger.WithStamp(belongs, stamp);
        return new DeviceDma(
            counts with
            {
                Lost = counts.Lost + (landed || elsewhere ? 0 : 1),
                Misdirected = counts.Misdirected + (elsewhere ? 1 : 0),
                Late = counts.Late + (landed && !contract.Active ? 1 : 0),
            },
            landed ? done.Landings.Add(belongs) : done.Landings,
            done.LastFault);
    }

    private DeviceDma ReadBack(PciAddress device, int back, DeviceDma done)
    {
        if (hardware.Functions[device].Engine!.RecentWrite(back * 3) is not { } iova) return done;
        var translation = hardware.Translate(device, iova, AccessKind.Read);
        done = Faulted(done, iova, AccessKind.Read, translation);
        var counts = done.Counts with { Reads = done.Counts.Reads + 1 };
        if (hardware.Ledger.ContractFor(device, iova) is not { } contract) return done with { Counts = counts };
        var belongs = contract.Belongs(iova);
        bool elsewhere = translation.ReachesMemory && translation.Physical != belongs;
        bool right = translation.ReachesMemory && !elsewhere
            && (!hardware.Ledger.Stamps.TryGetValue(belongs.Value, out var stamp) || stamp.IsAt(hardware.Memory, translation.Physical));
        return done with
        {
            Counts = counts with
            {
                Lost = counts.Lost + (right || elsewhere ? 0 : 1),
                Misdirected = counts.Misdirected + (elsewhere ? 1 : 0),
            },
        };
    }

    private static DeviceDma Faulted(DeviceDma done, Iova iova, AccessKind access, DmaTranslation translation) =>
        translation.Fault is not { } reason ? done : done with
        {
            Counts = done.Counts with { Faults = done.Counts.Faults + 1 },
            LastFault = new(iova, access, reason),
        };
}
