using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Pkernfs.Oracle.Tests.Dumps;

/// <summary>A run of resident memory and where its bytes are in the file.</summary>
public readonly record struct ResidentRun(PhysicalRange Range, long FileOffset);

/// <summary>A machine's memory in an ELF64 core file: one PT_LOAD a run, placed by p_paddr. Memory of no run is zero.</summary>
public sealed class ResidentMemory : IDisposable
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const ushort TypeCore = 4;
    private const ushort MachineX8664 = 62;
    private const uint Load = 1;

    /// <summary>e_phnum when there are more: section header 0 then has the number (sh_info, offset 44).</summary>
    private const ushort ExtendedNumbering = 0xffff;

    private readonly SafeFileHandle _file;
    private readonly ResidentRun[] _runs;

    private ResidentMemory(SafeFileHandle file, ResidentRun[] runs)
    {
        _file = file;
        _runs = runs;
    }

    /// <summary>The runs, by address.</summary>
    public IReadOnlyList<ResidentRun> Runs => _runs;

    public ulong ResidentBytes => _runs.Aggregate(0ul, (sum, run) => sum + run.Range.Length.Value);

    /// <exception cref="InvalidDataException">The file is no such core, or its runs overlap or leave the file.</exception>
    public static ResidentMemory Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            return new ResidentMemory(file, ReadRuns(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes from <paramref name="address"/> on, zero where nothing is resident.</summary>
    public void Read(PhysicalAddress address, Span<byte> bytes)
    {
        bytes.Clear();
        var wanted = new PhysicalRange(address, new ByteCount((ulong)bytes.Length));
        for (int i = FirstEndingAfter(address); i < _runs.Length && _runs[i].Range.Start < wanted.End; i++)
        {
            var both = _runs[i].Range.Intersect(wanted);
            var part = bytes.Slice((int)(both.Start - address).Value, (int)both.Length.Value);
            ReadFile(_file, part, _runs[i].FileOffset + (long)(both.Start - _runs[i].Range.Start).Value);
        }
    }

    /// <summary>Gives every run's bytes to <paramref name="write"/>, in pieces.</summary>
    public void CopyTo(Action<PhysicalAddress, byte[]> write)
    {
        const ulong piece = 1 << 20;
        foreach (var run in _runs)
        {
            for (ulong done = 0; done < run.Range.Length.Value; done += piece)
            {
                byte[] bytes = new byte[Math.Min(piece, run.Range.Length.Value - done)];
                ReadFile(_file, bytes, run.FileOffset + (long)done);
                write(run.Range.Start + new ByteCount(done), bytes);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static ResidentRun[] ReadRuns(SafeFileHandle file, string path)
    {
        InvalidDataException Bad(string why) => new($"{path} is not a memory core: {why}");
        long length = RandomAccess.GetLength(file);
        if (length < HeaderSize) throw Bad("it is shorter than an ELF header.");
        byte[] header = ReadFile(file, HeaderSize, 0);
        if (!header.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1])) throw Bad("it does not start as ELF64, little endian.");
        if (U16(header, 16) != TypeCore || U16(header, 18) != MachineX8664) throw Bad("it is not ET_CORE for EM_X86_64.");
        if (U16(header, 54) != ProgramHeaderSize) throw Bad($"its program headers are {U16(header, 54)} bytes instead of {ProgramHeaderSize}.");

        long count = U16(header, 56);
        if (count == ExtendedNumbering)
        {
            long sections = (long)U64(header, 40);
            if (sections < HeaderSize || sections > length - HeaderSize) throw Bad($"section header 0, which has the number of runs, leaves the file (0x{sections:x}).");
            count = U32(ReadFile(file, HeaderSize, sections), 44);
        }
        long table = (long)U64(header, 32);
        if (table < 0 || table > length - (count * ProgramHeaderSize)) throw Bad($"{count} program headers at 0x{table:x} leave the file.");
        byte[] entries = ReadFile(file, checked((int)(count * ProgramHeaderSize)), table);

        var runs = new List<ResidentRun>();
        for (int at = 0; at < entries.Length; at += ProgramHeaderSize)
        {
            ulong size = U64(entries, at + 32);
            if (U32(entries, at) != Load || size == 0) continue;
            ulong offset = U64(entries, at + 8);
            if (offset > (ulong)length || size > (ulong)length - offset) throw Bad($"the run at 0x{U64(entries, at + 24):x} leaves the file.");
            ulong physical = U64(entries, at + 24);
            if (physical > ulong.MaxValue - size) throw Bad($"the run at 0x{physical:x} leaves the address space.");
            runs.Add(new ResidentRun(new PhysicalRange(new PhysicalAddress(physical), new ByteCount(size)), (long)offset));
        }
        ResidentRun[] sorted = [.. runs.OrderBy(run => run.Range.Start)];
        foreach (var (run, next) in sorted.Zip(sorted.Skip(1)))
        {
            if (run.Range.Overlaps(next.Range)) throw Bad($"the runs {run.Range} and {next.Range} overlap.");
        }
        return sorted;
    }

    private int FirstEndingAfter(PhysicalAddress address)
    {
        int low = 0;
        int high = _runs.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].Range.End <= address) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static byte[] ReadFile(SafeFileHandle file, int length, long offset)
    {
        byte[] bytes = new byte[length];
        ReadFile(file, bytes, offset);
        return bytes;
    }

    private static void ReadFile(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0) throw new InvalidDataException($"The core file ends before offset 0x{offset + bytes.Length:x}.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
