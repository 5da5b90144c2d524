using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>
/// The guest's RAM as the sparse file that QEMU maps: 2 GiB below 4 GiB, the rest from 4 GiB on, as q35 lays it out.
/// The top page is scratch: no dump reaches it.
/// </summary>
public sealed class GuestRam : IDisposable
{
    /// <summary>RAM from 0 up to here.</summary>
    public const ulong LowEnd = 0x8000_0000;

    /// <summary>The rest starts here; in the file it follows the low part at once.</summary>
    public const ulong HighStart = 0x1_0000_0000;

    private const ulong ScratchBlock = 0x20_0000;
    private const int SeekData = 3;
    private const int SeekHole = 4;

    private readonly SafeFileHandle _file;

    /// <summary>Makes the file, with RAM for dumps up to <paramref name="end"/> and the scratch page above that.</summary>
    public GuestRam(string path, PhysicalAddress end)
    {
        DumpEnd = end.AlignUp(new ByteCount(ScratchBlock));
        Size = checked(DumpEnd.Value - (HighStart - LowEnd) + ScratchBlock);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(_file, (long)Size);
    }

    /// <summary>The file's size in bytes: a whole number of 2 MiB.</summary>
    public ulong Size { get; }

    /// <summary>The first address above what dumps may fill.</summary>
    public PhysicalAddress DumpEnd { get; }

    /// <summary>A page that belongs to the asking, not to the machine asked about.</summary>
    public PhysicalAddress Scratch => DumpEnd + new ByteCount(ScratchBlock - FrameNumber.SizeInBytes);

    /// <summary>True when RAM answers the whole of <paramref name="range"/>.</summary>
    public bool Contains(PhysicalRange range) =>
        range.End.Value <= LowEnd || (range.Start.Value >= HighStart && range.End <= DumpEnd + new ByteCount(ScratchBlock));

    public void Write(PhysicalAddress address, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, Offset(address, bytes.Length));

    public void Read(PhysicalAddress address, Span<byte> bytes)
    {
        if (RandomAccess.Read(_file, bytes, Offset(address, bytes.Length)) != bytes.Length) throw new IOException($"The RAM file ends before {address}.");
    }

    public ulong ReadQword(PhysicalAddress address)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(address, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public void WriteQword(PhysicalAddress address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(address, bytes);
    }

    /// <summary>Makes all of it zero, and unallocated. QEMU's mapping of the file lives on; no DMA may be under way.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(_file, 0);
        RandomAccess.SetLength(_file, (long)Size);
    }

    /// <summary>Every place outside the scratch page that holds <paramref name="value"/>, whatever its alignment.</summary>
    public IEnumerable<PhysicalAddress> Find(ulong value)
    {
        byte[] wanted = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wanted, value);
        int overlap = wanted.Length - 1;
        byte[] buffer = new byte[(1 << 20) + overlap];
        for (long start = Seek(0, SeekData); start >= 0; start = Seek(start, SeekData))
        {
            long end = Seek(start, SeekHole);
            for (; start < end; start += 1 << 20)
            {
                int length = (int)Math.Min(end - start + overlap, buffer.Length);
                int read = RandomAccess.Read(_file, buffer.AsSpan(0, length), start);
                for (int at = 0, found; (found = buffer.AsSpan(at, read - at).IndexOf(wanted)) >= 0; at += found + 1)
                {
                    var address = AddressAt(start + at + found);
                    if (address < Scratch) yield return address;
                }
            }
            start = end;
        }
    }

    public void Dispose() => _file.Dispose();

    private static PhysicalAddress AddressAt(long offset) =>
        new((ulong)offset < LowEnd ? (ulong)offset : (ulong)offset - LowEnd + HighStart);

    private long Offset(PhysicalAddress address, int length)
    {
        if (!Contains(new PhysicalRange(address, new ByteCount((ulong)length)))) throw new ArgumentOutOfRangeException(nameof(address), $"{address} is not RAM of this machine.");
        return (long)(address.Value < LowEnd ? address.Value : address.Value - HighStart + LowEnd);
    }

    private long Seek(long offset, int whence) => LSeek(_file, offset, whence);

    [DllImport("libc", EntryPoint = "lseek")]
    private static extern long LSeek(SafeFileHandle file, long offset, int whence);
}
