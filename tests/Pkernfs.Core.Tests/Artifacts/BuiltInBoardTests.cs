using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Artifacts;

public class BuiltInBoardTests
{
    private static readonly Board Board = ScenarioLibrary.LoadBoard("q35-6g");

    [Fact]
    public void The_firmware_map_is_the_one_before_the_command_lines_edits()
    {
        Assert.Equal(
            [
                "[0x0-0x9fbff] Usable",
                "[0x9fc00-0x9ffff] Reserved",
                "[0xf0000-0xfffff] Reserved",
                "[0x100000-0x7ffd6fff] Usable",
                "[0x7ffd7000-0x7fffffff] Reserved",
                "[0xb0000000-0xbfffffff] Reserved",
                "[0xfed1c000-0xfed1ffff] Reserved",
                "[0xfffc0000-0xffffffff] Reserved",
                "[0x100000000-0x1ffffffff] Usable",
                "[0xfd00000000-0xffffffffff] Reserved",
            ],
            Board.FirmwareMap.Select(range => $"{range.Range} {range.Kind}"));
    }

    [Fact]
    public void Ram_answers_from_0_to_2_GiB_and_from_4_to_8_GiB() =>
        Assert.Equal(
            [new PhysicalRange(new(0), ByteCount.FromGiB(2)), new PhysicalRange(new(4UL << 30), ByteCount.FromGiB(4))],
            Board.Ram);

    [Fact]
    public void The_remapping_unit_is_as_its_log_line_says() =>
        Assert.Equal(new(new(0xfed90000), 0xd2008c222f0606, 0xf00f4a, 48), Board.RemappingUnit);

    [Fact]
    public void Acpi_tables_have_their_places_and_where_known_their_bytes()
    {
        Assert.Equal(["RSDP", "FACS", "DSDT", "FACP", "APIC", "HPET", "MCFG", "DMAR", "WAET", "RSDT"], Board.FirmwareTables.Select(table => table.Signature));
        var dmar = Board.FirmwareTables.Single(table => table.Signature == "DMAR");
        Assert.Equal(new PhysicalRange(new(0x7ffe2376), new(0x88)), dmar.Range);
        Assert.Equal(0x88, dmar.Content.Length);
        Assert.Equal("DMAR"u8.ToArray(), dmar.Content.AsSpan(0, 4).ToArray());
        Assert.Equal(0x3c, Board.FirmwareTables.Single(table => table.Signature == "MCFG").Content.Length);
        Assert.Empty(Board.FirmwareTables.Single(table => table.Signature == "DSDT").Content);
    }

    [Fact]
    public void Functions_have_ids_groups_drivers_and_bars()
    {
        Assert.Equal(9, Board.Functions.Length);
        var nvme = Board.Functions.Single(function => function.Address == new PciAddress(0, 3, 0));
        Assert.Equal((0x1b36, 0x0010, 0x010802u, 2, 64, 2, "nvme"), (nvme.Vendor, nvme.Device, nvme.ClassCode, nvme.Revision, nvme.DmaMaskBits, nvme.IommuGroup, nvme.Driver));
        Assert.Equal("[0xfe944000-0xfe947fff]", Assert.Single(nvme.MemoryBars).ToString());
        var nic = Board.Functions.Single(function => function.Address == new PciAddress(1, 0, 0));
        Assert.Equal(["[0xfe600000-0xfe61ffff]", "[0xfe620000-0xfe63ffff]", "[0xfe640000-0xfe643fff]"], nic.MemoryBars.Select(bar => bar.ToString()));
        Assert.Equal(6, nic.IommuGroup);
        Assert.Equal([0, 1, 2, 3, 4, 5, 5, 5, 6], Board.Functions.Select(function => function.IommuGroup));
    }
}
