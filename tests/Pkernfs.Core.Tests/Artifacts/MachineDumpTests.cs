using System.Globalization;
using System.Text.Json;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Artifacts;

/// <summary>A moment written to two files and read back by who knows nothing of the emulator.</summary>
public sealed class MachineDumpTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pkernfs-dump-" + Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void All_resident_memory_comes_back()
    {
        var memory = Runs.Intended.At("load-kernel-a").Machine.Platform.Memory;
        using var file = Memory(Runs.Intended.At("load-kernel-a"));
        Assert.True(ElfCoreReader.TryOpen(file, out var reader, out string? problem), problem);
        Assert.Equal(memory.ResidentRuns(), reader.Runs);
        byte[] expected = new byte[4096];
        byte[] found = new byte[4096];
        foreach (var run in reader.Runs)
        {
            for (var at = run.Start; at < run.End; at += ByteCount.Page)
            {
                Assert.True(memory.TryRead(at, expected) && reader.TryRead(at, found));
                Assert.True(expected.AsSpan().SequenceEqual(found), $"{at} differs.");
            }
        }
    }

    /// <summary>ELF-64 object file format, in bytes: what any reader of cores looks at first.</summary>
    [Fact]
    public void The_memory_file_is_an_ELF_core()
    {
        var runs = Runs.Intended.At("load-kernel-a").Machine.Platform.Memory.ResidentRuns().ToArray();
        using var file = Memory(Runs.Intended.At("load-kernel-a"));
        byte[] header = new byte[64 + (56 * runs.Length)];
        file.ReadExactly(header);
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1], header[..7]);
        Assert.Equal(4, BitConverter.ToUInt16(header, 16));
        Assert.Equal(62, BitConverter.ToUInt16(header, 18));
        Assert.Equal(64ul, BitConverter.ToUInt64(header, 32));
        Assert.Equal(56, BitConverter.ToUInt16(header, 54));
        Assert.Equal(runs.Length, BitConverter.ToUInt16(header, 56));
        for (int i = 0; i < runs.Length; i++)
        {
            int at = 64 + (56 * i);
            Assert.Equal(1u, BitConverter.ToUInt32(header, at));
            Assert.Equal(runs[i].Start.Value, BitConverter.ToUInt64(header, at + 24));
            Assert.Equal(runs[i].Length.Value, BitConverter.ToUInt64(header, at + 32));
        }
        Assert.Equal(file.Length, (long)(BitConverter.ToUInt64(header, 64 + (56 * (runs.Length - 1)) + 8) + runs[^1].Length.Value));
    }

    /// <summary>Zeros at the end, at the start and amid the memory make holes, and are zeros when read.</summary>
    [Fact]
    public void Frames_of_zeros_are_left_out_and_read_as_zeros()
    {
        var platform = PlatformState.PowerOn(Runs.Intended.Plan.Board, 1);
        var writer = platform.Memory.Write();
        writer.TryFill(new(new(0x100000), ByteCount.FromMiB(64)), Frame.Zero);
        writer.TryWriteWord(new(0x200ff8), 0x77);
        var moment = Runs.Intended.Moments[0] with { Machine = new(platform with { Memory = writer.Seal() }, null, []) };
        using var file = Memory(moment);
        Assert.Equal((64L << 20) + 4096, file.Length);
        Assert.True(ElfCoreReader.TryOpen(file, out var reader, out _));
        Assert.True(reader.TryReadWord(new(0x200ff8), out ulong word) && word == 0x77);
        Assert.True(reader.TryReadWord(new(0x100000), out word) && word == 0);
        Assert.True(reader.TryReadWord(new(0x40ffff8), out word) && word == 0);
    }

    [Fact]
    public void Registers_are_those_of_the_unit()
    {
        var platform = Runs.Intended.At("run-guest").Machine.Platform;
        var machine = Machine(Runs.Intended.At("run-guest"));
        var registers = machine.GetProperty("registers");
        Assert.Equal(platform.Board.RemappingUnit.Capability, Hex(registers, "cap"));
        Assert.Equal(platform.Board.RemappingUnit.ExtendedCapability, Hex(registers, "ecap"));
        Assert.Equal(0xc400_0000, Hex(registers, "gsts"));
        Assert.Equal(platform.Unit.RootTable.Value, Hex(registers, "rtaddr"));
        Assert.Equal(platform.Unit.RootTable.Value, Hex(machine, "rootTable"));
        Assert.Equal(platform.Unit.QueueBase.Value, Hex(registers, "iqa"));
        Assert.Equal((ulong)platform.Unit.QueueTail, Hex(registers, "iqt"));
        Assert.All((string[])["ver", "ccmd", "fsts", "fectl", "iqh", "irta"], name => Hex(registers, name));
    }

    /// <summary>RTADDR was written and SRTP not yet: the unit goes on with no table at all.</summary>
    [Fact]
    public void The_root_table_is_the_one_in_use()
    {
        var machine = Machine(Runs.Intended.At("write-rtaddr-a"));
        Assert.NotEqual(0ul, Hex(machine.GetProperty("registers"), "rtaddr"));
        Assert.Equal(0ul, Hex(machine, "rootTable"));
    }

    [Fact]
    public void Devices_are_all_functions_of_the_board()
    {
        var devices = Machine(Runs.Intended.At("run-guest")).GetProperty("devices").EnumerateArray()
            .Select(device => (Bdf: device.GetProperty("bdf").GetString(), Name: device.GetProperty("name").GetString(), Master: device.GetProperty("busMaster").GetBoolean(), Kept: device.GetProperty("persistent").GetBoolean())).ToArray();
        Assert.Equal(Runs.Intended.Plan.Board.Functions.Select(function => function.Address.ToString()), devices.Select(device => device.Bdf));
        Assert.Contains(("01:00.0", "NIC, assigned", true, true), devices);
        Assert.Contains(("00:03.0", "NVMe, host", true, false), devices);
        Assert.Contains(("00:02.0", "8086:10d3", false, false), devices);
    }

    [Fact]
    public void RAM_is_the_boards() =>
        Assert.Equal(Runs.Intended.Plan.Board.Ram, Machine(Runs.Intended.Moments[0]).GetProperty("ram").EnumerateArray().Select(range => new PhysicalRange(new(Hex(range, "start")), new(range.GetProperty("length").GetUInt64()))));

    [Fact]
    public void A_dump_replaces_an_older_one()
    {
        Memory(Runs.Intended.At("load-kernel-a")).Dispose();
        long length = new FileInfo(Path.Combine(_folder, MachineDumpWriter.MemoryFile)).Length;
        Memory(Runs.Intended.Moments[0]).Dispose();
        Assert.True(new FileInfo(Path.Combine(_folder, MachineDumpWriter.MemoryFile)).Length < length);
        using var description = new MemoryStream();
        MachineDumpDescription.Write(description, Runs.Intended.Moments[0].Machine.Platform, Runs.Intended.Plan);
        Assert.Equal(description.ToArray(), File.ReadAllBytes(Path.Combine(_folder, MachineDumpWriter.MachineFile)));
    }

    [Fact]
    public void A_dump_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => MachineDumpWriter.Write(_folder, Runs.Intended.Moments[1].Machine, Runs.Intended.Plan, cancellation: cancelled.Token));
    }

    private FileStream Memory(Moment moment)
    {
        MachineDumpWriter.Write(_folder, moment.Machine, Runs.Intended.Plan);
        return File.OpenRead(Path.Combine(_folder, MachineDumpWriter.MemoryFile));
    }

    private static JsonElement Machine(Moment moment)
    {
        using var description = new MemoryStream();
        MachineDumpDescription.Write(description, moment.Machine.Platform, Runs.Intended.Plan);
        using var json = JsonDocument.Parse(description.ToArray());
        return json.RootElement.Clone();
    }

    private static ulong Hex(JsonElement parent, string name)
    {
        string text = parent.GetProperty(name).GetString()!;
        Assert.Matches("^0x(0|[1-9a-f][0-9a-f]*)$", text);
        return ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
