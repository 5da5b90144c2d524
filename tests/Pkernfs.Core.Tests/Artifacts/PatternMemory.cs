using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Artifacts;

/// <summary>RAM in which each aligned word holds its own address, so that a byte tells where it came from.</summary>
internal sealed class PatternMemory(PhysicalRange ram) : IMemoryView
{
    public bool IsAccessible(PhysicalRange range) => ram.Contains(range);

    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        word = address.Value;
        return ram.Contains(address);
    }

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!ram.Contains(new PhysicalRange(address, new((ulong)destination.Length)))) return false;
        Assert.True(address.IsAligned(new(8)) && destination.Length % 8 == 0);
        for (int i = 0; i < destination.Length; i += 8) BinaryPrimitives.WriteUInt64LittleEndian(destination[i..], address.Value + (ulong)i);
        return true;
    }
}
