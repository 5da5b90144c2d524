using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The scratch areas as an array in memory, 16 bytes each: u64 address, u64 size. Index 0 is low memory, 1 anywhere, from 2 on one for each
/// node. Nothing in them is ever handed over, so a next kernel can boot there without looking at anything else.
/// </summary>
public static class ScratchAreas
{
    public const int EntrySize = 16;

    /// <summary>More areas than any machine has nodes.</summary>
    public const int Most = 64;

    public static byte[] Encode(ImmutableArray<PhysicalRange> areas)
    {
        byte[] bytes = new byte[areas.Length * EntrySize];
        for (int i = 0; i < areas.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * EntrySize), areas[i].Start.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((i * EntrySize) + 8), areas[i].Length.Value);
        }
        return bytes;
    }

    /// <summary>Reads an array of that many bytes; null, with a sentence, where it is none.</summary>
    public static ImmutableArray<PhysicalRange>? Read(IMemoryView memory, PhysicalAddress array, ulong size, out string? problem)
    {
        problem = null;
        if (size is 0 or > Most * EntrySize || size % EntrySize != 0) problem = $"The array of scratch areas at {array} would have {size} bytes.";
        byte[] bytes = new byte[problem is null ? size : 0];
        if (problem is null && !memory.TryRead(array, bytes)) problem = $"The array of scratch areas would be at {array}, where no RAM answers.";
        var areas = ImmutableArray.CreateBuilder<PhysicalRange>();
        for (int at = 0; problem is null && at < bytes.Length; at += EntrySize)
        {
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 8));
            if (length == 0 || start >> PhysicalMemory.AddressBits != 0 || length >> PhysicalMemory.AddressBits != 0 || !memory.IsAccessible(new(new(start), new(length))))
                problem = $"Scratch area {at / EntrySize} at {array} would be 0x{length:x} bytes at 0x{start:x}, where not all is RAM.";
            else
                areas.Add(new(new(start), new(length)));
        }
        return problem is null ? areas.ToImmutable() : null;
    }
}
