using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Tests.Artifacts;

public class BoardReaderTests
{
    // Words of both dialects, both BAR spellings, no timestamps.
    private const string Log = """
        Linux version 6.17.0
        BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM
        BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff]  device reserved
        BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]
        BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff]  device reserved
        BIOS-e820: [mem 0x0000000000100000-0x000000007ffd6fff]  System RAM
        BIOS-e820: [mem 0x000000007ffd7000-0x000000007fffffff]  ACPI data
        BIOS-e820: [mem 0x00000000b0000000-0x00000000bfffffff]  device reserved
        BIOS-e820: [mem 0x00000000fffc0000-0x00000000ffffffff]  device reserved
        BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff]  System RAM
        ACPI: DMAR 0x000000007FFE2376 000088 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap d2008c222f0606 ecap f00f4a
        pci 0000:00:02.0: [8086:10d3] type 00 class 0x020000 conventional PCI endpoint
        pci 0000:00:02.0: BAR 0 [mem 0xfe900000-0xfe91ffff]
        pci 0000:00:02.0: BAR 2 [io  0xd040-0xd05f]
        pci 0000:00:03.0: [1b36:0010] type 00 class 0x010802
        pci 0000:00:03.0: reg 0x10: [mem 0xfe944000-0xfe947fff 64bit]
        pci 0000:00:03.0: BAR 0: assigned [mem 0xfe800000-0xfe803fff 64bit]
        pci 0000:00:03.1: [1b36:0010] type 00 class 0x010802
        pci 0000:00:02.0: Adding to iommu group 1
        pci 0000:00:03.0: Adding to iommu group 2
        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_log_alone_makes_a_board(string end)
    {
        var result = Read(Log.Replace("\n", end, StringComparison.Ordinal));
        Assert.Empty(result.Findings);
        var board = result.Board!;
        Assert.Equal("mine", board.Name);
        Assert.Equal(8, board.FirmwareMap.Length);
        Assert.Equal(["[0x0-0x9ffff]", "[0xf0000-0x7fffffff]", "[0x100000000-0x1ffffffff]"], board.Ram.Select(range => range.ToString()));
        // No "Host address width" line: MGAW of the capability register, 0x2f, plus 1.
        Assert.Equal(48, board.RemappingUnit.HostAddressWidth);
        Assert.Equal(["[0xfe900000-0xfe91ffff]"], board.Functions[0].MemoryBars.Select(bar => bar.ToString()));
        Assert.Equal(["[0xfe800000-0xfe803fff]"], board.Functions[1].MemoryBars.Select(bar => bar.ToString()));
        // The kernel's default mask; a function of the same device shares its group.
        Assert.Equal([(1, 32), (2, 32), (2, 32)], board.Functions.Select(function => (function.IommuGroup, function.DmaMaskBits)));
    }

    [Fact]
    public void Files_beside_the_log_add_to_it()
    {
        var files = new TextFiles(
            ("rack/dmesg.txt", Log),
            ("rack/lspci_nn.txt", "00:02.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3] (rev 03)\n"),
            ("rack/bdf_list.txt", "0000:00:03.0 vendor=0x1b36 device=0x0010 class=0x010802 dma_mask=64 drv=nvme group=9\n"),
            ("rack/iommu_groups.txt", "group 7 type=DMA\n  dev 0000:00:03.1 vendor=0x1b36 device=0x0010 class=0x010802 driver=nvme2\n"),
            ("rack/acpi/DMAR.bin", "no table"));
        var result = BoardReader.Read(files, "rack/", "rack");
        Assert.Equal("rack/acpi/DMAR.bin:1:1: warning: These bytes are not the DMAR table of the log: 136 bytes that begin with its name were wanted. They are left out.", Assert.Single(result.Findings).ToString());
        var functions = result.Board!.Functions;
        Assert.Equal([(3, "", 1, 32), (0, "nvme", 2, 64), (0, "nvme2", 7, 32)], functions.Select(f => ((int)f.Revision, f.Driver, f.IommuGroup, f.DmaMaskBits)));
    }

    [Theory]
    [InlineData("BIOS-e820", "xxxx-e820", "log:21:1: error: No BIOS-e820 line in this file: the log must begin at boot (dmesg, or journalctl -k -b).")]
    [InlineData("reg_base_addr", "xxx", "log:21:1: error: No line 'dmar0: reg_base_addr … cap … ecap …' in this file: the board has no Intel remapping unit, or the log is cut.")]
    [InlineData("pci 0000", "xxx 0000", "log:21:1: error: No PCI function in this file: wanted are lines such as 'pci 0000:00:02.0: [8086:10d3] type 00 class 0x020000'.")]
    [InlineData("0x0000000100000000-0x00000001ffffffff", "0x0000000200000000-0x00000001ffffffff", "log:10:1: error: This BIOS-e820 range ends before it begins.")]
    [InlineData("0x00000000b0000000-", "0x0000000070000000-", "log:8:1: warning: This range overlaps [0x100000-0x7ffd6fff]; where they overlap the higher type holds, as in the kernel.")]
    [InlineData("ACPI: DMAR", "Linux version 6.1\nACPI: DMAR", "log:11:1: note: Another boot begins here; only the first one was read.")]
    [InlineData("Adding to iommu group", "xxx", "log:21:1: note: No IOMMU groups in this file: each device gets one of its own.")]
    [InlineData("DMAR: dmar0", "DMAR: dmar1: reg_base_addr fed91000 ver 1:0 cap 1 ecap 2\nDMAR: dmar0", "log:13:1: note: dmar0 is left out: the posted series knows one remapping unit, and dmar1 is taken.")]
    public void What_is_missing_or_odd_is_told_with_its_line(string wanted, string replacement, string finding)
    {
        Assert.Contains(wanted, Log);
        var result = Read(Log.Replace(wanted, replacement, StringComparison.Ordinal));
        Assert.Contains(finding, result.Findings.Select(each => each.ToString()));
        Assert.Equal(result.Findings.Any(each => each.Severity == Core.Scenarios.Severity.Error), result.Board is null);
    }

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Equal("nowhere:1:1: error: There is no such file: a board needs a kernel log (dmesg.txt).", Assert.Single(BoardReader.Read(new TextFiles(), "nowhere", "x").Findings).ToString());

    [Fact]
    public void The_ram_rule_leaves_out_the_configuration_window_and_what_is_large()
    {
        FirmwareRange[] map =
        [
            new(new(new(0x100000), new(0x7ff00000)), FirmwareRangeKind.Usable),
            new(new(new(0x80000000), ByteCount.FromMiB(256)), FirmwareRangeKind.Reserved),
            new(new(new(0x90000000), ByteCount.FromMiB(512)), FirmwareRangeKind.Reserved),
        ];
        Assert.Equal("[0x100000-0x8fffffff]", Assert.Single(RamRule.FromFirmwareMap(map, null)).ToString());
        Assert.Equal("[0x100000-0x7fffffff]", Assert.Single(RamRule.FromFirmwareMap(map, new(0x80000000))).ToString());
    }

    [Fact]
    public void Ram_has_whole_pages_where_a_kexec_left_out_the_first_kibibyte() =>
        Assert.Equal("[0x0-0x9ffff]", Read(Log.Replace("[mem 0x0000000000000000-", "[mem 0x0000000000000400-", StringComparison.Ordinal)).Board!.Ram[0].ToString());

    private static BoardResult Read(string log) => BoardReader.Read(new TextFiles(("log", log)), "log", "mine");
}
