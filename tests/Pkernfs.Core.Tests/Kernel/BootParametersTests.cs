using System.Text;
using CsCheck;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Tests.Kernel;

/// <summary>The zero page: what a loader writes is what a kernel reads, and what is damaged is told or cut off.</summary>
public class BootParametersTests
{
    private static readonly PhysicalAddress Page = new(0x9_0000), Text = new(0x9_1000);

    private static readonly Gen<BootParameters> Parameters = Gen.Select(
        Gen.Select(Gen.ULong[0, (1UL << 52) - 1], Gen.ULong[1, 1UL << 40], Gen.Enum<FirmwareRangeKind>().Where(kind => kind != FirmwareRangeKind.Other)).Array[0, BootParameters.MaxMapEntries],
        Gen.Char[' ', '~'].Array[0, BootParameters.CommandLineSize - 1],
        Gen.ULong[0, (1UL << 51) - 1],
        Gen.ULong[0, 1UL << 40],
        (map, text, ramdisk, size) => new BootParameters(
            [.. map.Select(entry => new FirmwareRange(new(new(entry.Item1), new(Math.Min(entry.Item2, (1UL << 52) - entry.Item1))), entry.Item3))],
            new string(text), Text, new(new(ramdisk), new(size))));

    [Fact]
    public void What_is_written_is_read_back() => Parameters.Sample(
        parameters =>
        {
            var writer = Memory().Write();
            parameters.Write(writer, Page, Text);
            var read = BootParameters.Read(writer.Seal(), Page, out string? problem);
            Assert.Null(problem);
            Assert.Equal(parameters.MemoryMap, read!.MemoryMap);
            Assert.Equal(parameters.CommandLine, read.CommandLine);
            Assert.Equal((parameters.CommandLineAddress, parameters.Ramdisk), (read.CommandLineAddress, read.Ramdisk));
        },
        iter: 200);

    /// <summary>Offsets of the x86 boot protocol and of struct boot_params.</summary>
    [Theory]
    [InlineData(0x202, 4, 0x5372_6448)]
    [InlineData(0x1e8, 1, 2)]
    [InlineData(0x218, 4, 0x3456_7000)]
    [InlineData(0x0c0, 4, 0x12)]
    [InlineData(0x21c, 4, 0x8000)]
    [InlineData(0x0c4, 4, 0x1)]
    [InlineData(0x228, 4, 0x9_1000)]
    [InlineData(0x0c8, 4, 0)]
    [InlineData(0x2d0, 8, 0)]
    [InlineData(0x2d8, 8, 0x9_fc00)]
    [InlineData(0x2e0, 4, 1)]
    [InlineData(0x2e4, 8, 0x1_0000_0000)]
    [InlineData(0x2ec, 8, 0x1_0000_0000)]
    [InlineData(0x2f4, 4, 7)]
    public void Fields_are_where_the_protocol_has_them(int offset, int size, ulong value)
    {
        var writer = Memory().Write();
        new BootParameters(
            [new(new(default, new(0x9_fc00)), FirmwareRangeKind.Usable), new(new(new(1UL << 32), new(1UL << 32)), FirmwareRangeKind.Persistent)],
            "quiet", Text, new(new(0x12_3456_7000), new(0x1_0000_8000))).Write(writer, Page, Text);
        byte[] bytes = new byte[8];
        Assert.True(writer.TryRead(Page + new ByteCount((ulong)offset), bytes.AsSpan(0, size)));
        Assert.Equal(value, BitConverter.ToUInt64(bytes));
    }

    [Fact]
    public void Without_the_headers_magic_there_are_none()
    {
        Assert.Null(BootParameters.Read(Memory(), Page, out string? problem));
        Assert.Contains("\"HdrS\" is missing", problem, StringComparison.Ordinal);
        Assert.Null(BootParameters.Read(Memory(), new(0xffff_ffff_ffff_f000), out problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Numbers_beyond_a_physical_address_are_cut_off()
    {
        var writer = Memory().Write();
        new BootParameters([new(new(default, ByteCount.Page), FirmwareRangeKind.Usable)], "", Text, new(new(0x1000), ByteCount.Page)).Write(writer, Page, Text);
        foreach (int offset in (int[])[0x2d8, 0x21c, 0xc4]) writer.TryWrite(Page + new ByteCount((ulong)offset), [.. Enumerable.Repeat((byte)0xff, offset == 0x2d8 ? 8 : 4)]);
        var read = BootParameters.Read(writer.Seal(), Page, out _)!;
        Assert.Equal(new(1UL << 52), read.MemoryMap[0].Range.End);
        Assert.Equal(new(1UL << 52), read.Ramdisk.End);
    }

    [Fact]
    public void A_command_line_without_an_end_ends_where_the_kernel_stops_reading()
    {
        var writer = Memory().Write();
        new BootParameters([], "", Text, default).Write(writer, Page, Text);
        writer.TryWrite(Text, Encoding.ASCII.GetBytes(new string('x', 4096)));
        Assert.Equal(BootParameters.CommandLineSize, BootParameters.Read(writer.Seal(), Page, out _)!.CommandLine.Length);
    }

    private static PhysicalMemory Memory() => PhysicalMemory.Empty([new(default, ByteCount.FromMiB(1))]);
}
