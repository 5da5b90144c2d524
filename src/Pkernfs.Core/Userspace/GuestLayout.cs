using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Userspace;

/// <summary>
/// Where things are in the guest's physical address space, on a q35-like machine: this is what the VMM maps for DMA, and
/// where the guest's own driver puts its buffers. Guest physical addresses are the assigned device's IOVAs.
/// </summary>
public sealed class GuestLayout(ByteCount memory, ulong seed)
{
    private static readonly ByteCount BelowFourGiB = ByteCount.FromGiB(2);
    private static readonly ByteCount LowHoleThreshold = ByteCount.FromMiB(2816);
    private static readonly Iova VideoHole = new(0xa0000), Rom = new(0xc0000), FirstMiB = new(0x100000);
    private static readonly ByteCount BufferSize = ByteCount.FromKiB(64);
    private const int Buffers = 24;

    public ByteCount Memory => memory;

    /// <summary>The guest's place among all of its host, from 0.</summary>
    public int Number { get; init; }

    /// <summary>How many devices it has; its buffers are shared out among so many.</summary>
    public int Devices { get; init; } = 1;

    /// <summary>True for a guest that has a name, since it is one among several.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>The most that the guest's kernel takes. Among several it is of an ordinary size, so that a dump of the host is not mostly these.</summary>
    private ByteCount MostImage => IsOneOfSeveral ? ByteCount.FromMiB(64) : ByteCount.FromGiB(1);

    /// <summary>The guest's RAM slots: below the video hole, shadowed ROM (read-only), the rest; above 4 GiB what does not fit below.</summary>
    public ImmutableArray<MemorySlot> Slots
    {
        get
        {
            var below = memory < LowHoleThreshold ? memory : BelowFourGiB;
            var slots = ImmutableArray.CreateBuilder<MemorySlot>();
            slots.Add(new("low memory", IovaRange.FromTo(default, VideoHole), default, AccessRights.ReadWrite));
            slots.Add(new("shadowed ROM", IovaRange.FromTo(Rom, FirstMiB), new(Rom.Value), AccessRights.Read));
            slots.Add(new("memory", IovaRange.FromTo(FirstMiB, new(below.Value)), new(FirstMiB.Value), AccessRights.ReadWrite));
            if (memory > below) slots.Add(new("memory above 4 GiB", new(new(1UL << 32), memory - below), below, AccessRights.ReadWrite));
            return slots.ToImmutable();
        }
    }

    /// <summary>The guest's kernel, as an offset into its RAM: a sixteenth of it, as far as <see cref="MostImage"/> allows, from a sixteenth on, in whole 2 MiB where that is possible.</summary>
    public (ByteCount Offset, ByteCount Length) Image
    {
        get
        {
            ulong part = Math.Max(memory.Value / 16 & ~0x1fffffUL, 0x40000);
            return (new(Math.Max(part, 0x140000)), new(Math.Min(part, MostImage.Value)));
        }
    }

    /// <summary>A vCPU's heartbeat page, as an offset into guest RAM.</summary>
    public static ByteCount HeartbeatPage(int processor) => new(0x10000 + ((ulong)processor % 128 * 4096));

    /// <summary>Who writes a vCPU's heartbeats, as its payloads say: no two vCPUs of a host have the same number.</summary>
    public ulong WriterOf(int processor) => ((ulong)Number << 16) | (uint)processor;

    /// <summary>The buffers that the guest posts to its first device.</summary>
    public ImmutableArray<DmaBuffer> DeviceBuffers => BuffersOf(0);

    /// <summary>
    /// The buffers that the guest's driver of one device posts: one in the first 2 MiB, where leaves are small, the others anywhere in the upper half of
    /// the guest's addresses. No two devices have one in common; in a guest that is too small for that the later ones get fewer, or none.
    /// </summary>
    /// <param name="device">The device's place among the guest's, from 0.</param>
    public ImmutableArray<DmaBuffer> BuffersOf(int device)
    {
        var ram = Slots[^1].Iova;
        var buffers = new SortedDictionary<ulong, DmaBuffer>();
        var first = new IovaRange(FirstMiB + (BufferSize * (ulong)device), BufferSize);
        if (Slots[2].Iova.Contains(first)) buffers.Add(first.Start.Value, new(first, AccessRights.ReadWrite));
        ulong lowest = Math.Max(ram.End.Value / 2, Math.Max(ram.Start.Value, FirstMiB.Value + (BufferSize.Value * (ulong)Devices)));
        ulong places = lowest < ram.End.Value ? (ram.End.Value - lowest) / BufferSize.Value / (ulong)Devices : 0;
        var random = SeededRandom.For(seed, 0x4e4943 + (ulong)device);
        for (int i = 0; i < Buffers && places > 0; i++)
        {
            ulong at = lowest + (((random.Below(places, out random) * (ulong)Devices) + (ulong)device) * BufferSize.Value);
            buffers[at] = new(new(new(at), BufferSize), AccessRights.ReadWrite);
        }
        return [.. buffers.Values];
    }

    /// <summary>The offset into the RAM file of a guest physical address that is RAM.</summary>
    public ByteCount OffsetOf(Iova guestPhysical)
    {
        var slot = Slots.First(slot => slot.Iova.Contains(guestPhysical));
        return slot.Offset + (guestPhysical - slot.Iova.Start);
    }
}

/// <summary>A run of guest RAM.</summary>
/// <param name="Iova">Its guest physical addresses.</param>
/// <param name="Offset">Where it begins in the RAM file.</param>
public sealed record MemorySlot(string Name, IovaRange Iova, ByteCount Offset, AccessRights Rights);
