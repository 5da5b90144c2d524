using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Dumps;

/// <summary>A machine of 6 GiB whose memory a test writes word by word, saved in the dump format.</summary>
public sealed class HandWrittenMachine
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;

    private readonly SortedDictionary<ulong, byte[]> _pages = [];
    private readonly List<PciAddress> _functions = [];

    /// <summary>RTADDR.</summary>
    public ulong RootTable { get; set; } = 0x1_0000;

    /// <summary>GSTS.TES.</summary>
    public bool TranslationEnabled { get; set; } = true;

    /// <summary>Writes an aligned word.</summary>
    public void Write(ulong physical, ulong value)
    {
        ulong page = physical & ~0xffful;
        if (!_pages.TryGetValue(page, out byte[]? bytes)) _pages[page] = bytes = new byte[FrameNumber.SizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)(physical - page)), value);
    }

    /// <summary>Writes a paging entry.</summary>
    public void Entry(ulong table, int index, ulong value) => Write(table + ((ulong)index * 8), value);

    /// <summary>Writes a root entry (VT-d 9.1).</summary>
    public void RootEntry(byte bus, ulong low, ulong high = 0)
    {
        Write(RootTable + (bus * 16ul), low);
        Write(RootTable + (bus * 16ul) + 8, high);
    }

    /// <summary>Writes a function's context entry (VT-d 9.3) into the context table at <paramref name="table"/>, and lists the function.</summary>
    public void ContextEntry(ulong table, PciAddress function, ulong low, ulong high)
    {
        Write(table + (function.DevFn * 16ul), low);
        Write(table + (function.DevFn * 16ul) + 8, high);
        _functions.Add(function);
    }

    /// <summary>Writes "memory.elf" and "machine.json" into <paramref name="folder"/>.</summary>
    public void Save(string folder)
    {
        SaveMemory(Path.Combine(folder, "memory.elf"));
        SaveMachine(Path.Combine(folder, "machine.json"));
    }

    private void SaveMachine(string path)
    {
        var machine = new
        {
            ram = new[] { new { start = "0x0", length = 0x80000000L }, new { start = "0x100000000", length = 0x100000000L } },
            registers = new { gsts = TranslationEnabled ? "0xc0000000" : "0x40000000", rtaddr = Hex(RootTable) },
            rootTable = Hex(RootTable),
            devices = _functions.Select(function => new { bdf = function.ToString(), name = "test", busMaster = true, persistent = false }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(machine));
    }

    private void SaveMemory(string path)
    {
        var runs = Runs();
        int at = HeaderSize + (runs.Count * ProgramHeaderSize);
        var file = new List<byte>(Header(runs.Count));
        foreach (var (start, bytes) in runs)
        {
            file.AddRange(ProgramHeader(start, at, bytes.Count));
            at += bytes.Count;
        }
        foreach (var (_, bytes) in runs) file.AddRange(bytes);
        File.WriteAllBytes(path, [.. file]);
    }

    /// <summary>Pages that follow each other make one run.</summary>
    private List<(ulong Start, List<byte> Bytes)> Runs()
    {
        var runs = new List<(ulong Start, List<byte> Bytes)>();
        foreach (var (page, bytes) in _pages)
        {
            if (runs.Count == 0 || runs[^1].Start + (ulong)runs[^1].Bytes.Count != page) runs.Add((page, []));
            runs[^1].Bytes.AddRange(bytes);
        }
        return runs;
    }

    private static byte[] Header(int runs)
    {
        byte[] header = new byte[HeaderSize];
        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(16), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(52), HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(54), ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(56), checked((ushort)runs));
        return header;
    }

    private static byte[] ProgramHeader(ulong physical, int offset, int size)
    {
        byte[] header = new byte[ProgramHeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), physical);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(40), (ulong)size);
        return header;
    }

    private static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
