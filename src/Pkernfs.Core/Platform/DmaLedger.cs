using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform;

/// <summary>
/// What an observer outside the machine wrote down, like a logic analyser: where each access ought to land and what
/// was written. No kernel reads it; steps are judged by it.
/// </summary>
/// <param name="Contracts">Which bus addresses stand for which memory, by the word of whoever gave the buffers out.</param>
/// <param name="Stamps">The latest payload written to each 64-byte slot, by the physical address where it belongs.</param>
/// <param name="Fills">What was put into guest RAM before any payload: the guest's own image.</param>
public sealed record DmaLedger(
    ImmutableArray<DmaContract> Contracts,
    ImmutableSortedDictionary<ulong, LedgerStamp> Stamps,
    ImmutableArray<LedgerFill> Fills)
{
    public static DmaLedger Empty { get; } = new([], ImmutableSortedDictionary<ulong, LedgerStamp>.Empty, []);

    /// <summary>Where an access belongs; null where the device was never given that address. The newest contract counts.</summary>
    public DmaContract? ContractFor(PciAddress device, Iova iova)
    {
        for (int i = Contracts.Length - 1; i >= 0; i--)
        {
            if (Contracts[i].Device == device && Contracts[i].Bus.Contains(iova)) return Contracts[i];
        }
        return null;
    }

    public DmaLedger With(DmaContract contract) => this with { Contracts = Contracts.Add(contract) };

    /// <summary>The device's buffers are taken away: what lands there from now on is late.</summary>
    public DmaLedger Withdraw(Func<DmaContract, bool> which) =>
        this with { Contracts = [.. Contracts.Select(contract => which(contract) ? contract with { Active = false } : contract)] };

    public DmaLedger WithStamp(PhysicalAddress belongs, LedgerStamp stamp) => this with { Stamps = Stamps.SetItem(belongs.Value, stamp) };

    /// <summary>The stamps whose payload is not in memory, by address.</summary>
    public IEnumerable<(PhysicalAddress Address, LedgerStamp Stamp)> Missing(IMemoryView memory, PhysicalRange within)
    {
        foreach (var (address, stamp) in Stamps)
        {
            if (within.Contains(new PhysicalAddress(address)) && !stamp.IsAt(memory, new(address)))
                yield return (new(address), stamp);
        }
    }

    /// <summary>What <paramref name="within"/> must hold if nothing else ever wrote there: fills, then stamps, over zeros.</summary>
    public PhysicalMemory Expected(ImmutableArray<PhysicalRange> ram, PhysicalRange within)
    {
        var writer = PhysicalMemory.Empty(ram).Write();
        foreach (var fill in Fills)
        {
            if (within.Contains(fill.Range)) writer.TryFill(fill.Range, fill.Content);
        }
        Span<ulong> words = stackalloc ulong[DmaPayload.Length / sizeof(ulong)];
        foreach (var (address, stamp) in Stamps)
        {
            if (!within.Contains(new PhysicalAddress(address))) continue;
            stamp.Fill(words);
            writer.TryWrite(new(address), MemoryMarshal.AsBytes(words));
        }
        return writer.Seal();
    }
}

/// <summary>A promise between a device and the owner of memory.</summary>
/// <param name="Bus">The addresses that the device uses.</param>
/// <param name="Memory">The physical address that the first of them stands for; the rest follow on.</param>
/// <param name="Owner">Who gave the memory out, in words.</param>
/// <param name="Active">False once the memory was taken back.</param>
public sealed record DmaContract(PciAddress Device, IovaRange Bus, PhysicalAddress Memory, string Owner, bool Active = true)
{
    public PhysicalAddress Belongs(Iova iova) => Memory + (iova - Bus.Start);
}

/// <summary>One write, enough to make its payload again.</summary>
public readonly record struct LedgerStamp(ulong Tag, ulong Writer, ulong Sequence, ulong Address)
{
    public void Fill(Span<ulong> words) => DmaPayload.Fill(words, Tag, Writer, Sequence, Address);

    public bool IsAt(IMemoryView memory, PhysicalAddress address)
    {
        Span<ulong> expected = stackalloc ulong[DmaPayload.Length / sizeof(ulong)];
        Span<ulong> found = stackalloc ulong[DmaPayload.Length / sizeof(ulong)];
        Fill(expected);
        return memory.TryRead(address, MemoryMarshal.AsBytes(found)) && found.SequenceEqual(expected);
    }
}

/// <summary>Whole frames filled with one content.</summary>
public sealed record LedgerFill(PhysicalRange Range, Frame Content);
