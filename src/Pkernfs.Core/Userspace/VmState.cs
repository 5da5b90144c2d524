using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Pkernfs.Core.Userspace;

/// <summary>
/// What the VMM saves of the guest before the kexec and reads back after it: the state that is in no guest RAM. The layout is ours; the
/// series leaves it to the VMM (QEMU would write a migration stream).
/// </summary>
/// <remarks>
/// Bytes: magic "VMSTATE1"; u64 guest memory; u32 number of vCPUs; u32 checksum of what follows; then for each vCPU
/// u64 number, u64 next heartbeat.
/// </remarks>
public sealed record VmState(ByteCount GuestMemory, ImmutableArray<VirtualProcessor> Processors)
{
    private const int Header = 24, PerProcessor = 16;

    /// <summary>The most vCPUs in one file: what a page holds with its header.</summary>
    public const int MaxProcessors = (4096 - Header) / PerProcessor;

    private static ReadOnlySpan<byte> Magic => "VMSTATE1"u8;

    public byte[] Encode()
    {
        var bytes = new byte[Header + (Processors.Length * PerProcessor)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), GuestMemory.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Processors.Length);
        for (int i = 0; i < Processors.Length; i++)
        {
            var at = bytes.AsSpan(Header + (i * PerProcessor));
            BinaryPrimitives.WriteUInt64LittleEndian(at, (ulong)Processors[i].Number);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], Processors[i].Sequence);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Checksum(bytes.AsSpan(Header)));
        return bytes;
    }

    /// <summary>True where a file's first page says that it is a saved state, whole or damaged.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> page) => page.StartsWith(Magic);

    /// <summary>Reads a page that <see cref="Encode"/> filled the start of; null, with a sentence, where it did not.</summary>
    public static VmState? Decode(ReadOnlySpan<byte> page, out string? problem)
    {
        problem = null;
        if (!HasMagic(page))
            problem = $"the saved VM state begins with \"{Encoding.ASCII.GetString(page[..8]).Replace('\0', '.')}\" instead of \"VMSTATE1\": it was never written, or lost.";
        int count = BinaryPrimitives.ReadInt32LittleEndian(page[16..]);
        if (problem is null && count is < 1 or > MaxProcessors) problem = $"the saved VM state names {count} vCPUs; 1 to {MaxProcessors} are possible.";
        if (problem is not null) return null;
        var body = page.Slice(Header, count * PerProcessor);
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[20..]) != Checksum(body))
        {
            problem = "the saved VM state does not match its checksum: part of it was overwritten.";
            return null;
        }
        var processors = ImmutableArray.CreateBuilder<VirtualProcessor>(count);
        for (int i = 0; i < count; i++)
        {
            var at = body[(i * PerProcessor)..];
            processors.Add(new((int)BinaryPrimitives.ReadUInt64LittleEndian(at), false, BinaryPrimitives.ReadUInt64LittleEndian(at[8..])));
        }
        return new(new(BinaryPrimitives.ReadUInt64LittleEndian(page[8..])), processors.ToImmutable());
    }

    /// <summary>FNV-1a, 32 bits.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte value in bytes) hash = (hash ^ value) * 16777619;
        return hash;
    }
}
