using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Tests.Artifacts;

public class E820LogTests
{
    [Theory]
    // The classic dialect.
    [InlineData("[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff] usable", "[0x100000000-0x1ffffffff]", FirmwareRangeKind.Usable)]
    [InlineData("BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved", "[0x9fc00-0x9ffff]", FirmwareRangeKind.Reserved)]
    [InlineData("BIOS-e820: [mem 0x000000007ffd7000-0x000000007fffffff] ACPI data", "[0x7ffd7000-0x7fffffff]", FirmwareRangeKind.AcpiData)]
    [InlineData("BIOS-e820: [mem 0x000000007ffd7000-0x000000007fffffff] ACPI NVS", "[0x7ffd7000-0x7fffffff]", FirmwareRangeKind.AcpiNvs)]
    [InlineData("BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] unusable", "[0x1000-0x1fff]", FirmwareRangeKind.Unusable)]
    [InlineData("BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] soft reserved", "[0x1000-0x1fff]", FirmwareRangeKind.SoftReserved)]
    [InlineData("BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] persistent (type 7)", "[0x1000-0x1fff]", FirmwareRangeKind.Persistent)]
    [InlineData("BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] type 20", "[0x1000-0x1fff]", FirmwareRangeKind.Other)]
    // The 2025 rework: other words, two blanks.
    [InlineData("[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007ffd6fff]  System RAM", "[0x100000-0x7ffd6fff]", FirmwareRangeKind.Usable)]
    [InlineData("BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff]  device reserved", "[0xf0000-0xfffff]", FirmwareRangeKind.Reserved)]
    [InlineData("BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff]  persistent RAM (type 12)", "[0x1000-0x1fff]", FirmwareRangeKind.Persistent)]
    // As journalctl and a serial line with CRLF give it.
    [InlineData("Nov 22 17:09:01 host kernel: BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] usable\r", "[0x1000-0x1fff]", FirmwareRangeKind.Usable)]
    public void Both_dialects(string line, string range, FirmwareRangeKind kind)
    {
        var read = E820Log.ReadLine(line, out string? problem);
        Assert.Null(problem);
        Assert.Equal((range, kind), (read!.Range.ToString(), read.Kind));
    }

    [Theory]
    [InlineData("BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]")]
    [InlineData("user: [mem 0x0000000000001000-0x0000000000001fff] usable")]
    [InlineData("modified: [mem 0x0000000000001000-0x0000000000001fff]  System RAM")]
    [InlineData("e820: remove [mem 0x40000000-0x7fffffff] ")]
    [InlineData("BIOS-provided physical RAM map:")]
    public void Gaps_edits_and_other_maps_are_not_the_firmwares(string line)
    {
        Assert.Null(E820Log.ReadLine(line, out string? problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("BIOS-e820: something else", "This BIOS-e820 line is not understood")]
    [InlineData("BIOS-e820: [mem 0x2000-0x1fff] usable", "This BIOS-e820 range ends before it begins.")]
    [InlineData("BIOS-e820: [mem 0x0-0x10000000000000000] usable", "An address of this BIOS-e820 line needs more than 64 bits.")]
    [InlineData("BIOS-e820: [mem 0x0-0xffffffffffffffff] usable", "This BIOS-e820 range ends at the top")]
    public void A_broken_line_says_why(string line, string beginning)
    {
        Assert.Null(E820Log.ReadLine(line, out string? problem));
        Assert.StartsWith(beginning, problem);
    }
}
