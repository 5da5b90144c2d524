using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Tests.Artifacts;

namespace Pkernfs.Core.Tests.Scenarios;

public class HandBoardTests
{
    private const string Board = """
        board:
          e820:
            - {start: 0, size: 640K, kind: usable}
            - {start: 1M, size: 2047M, kind: usable}
            - {start: 4G, size: 4G, kind: usable}
          remapping-unit: {register-base: 0xfed90000, capability: 0xd2008c222f0606, extended-capability: 0xf00f4a, host-address-width: 48}
          functions:
            - {address: "01:00.0", vendor: 0x8086, device: 0x10d3, class: 0x020000, driver: e1000e}
            - {address: "00:03.0", vendor: 0x1b36, device: 0x0010, class: 0x010802, iommu-group: 5, dma-mask: 40, bars: [{start: 0xfe944000, size: 16K}]}
        """;

    private static readonly string Good = GoodScenario.Text.Replace("board: q35-6g", Board.ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public void A_board_by_hand_is_a_board()
    {
        var result = Read(Good);
        Assert.Empty(result.Findings);
        var board = result.Scenario!.Plan.Board;
        Assert.Equal("good", board.Name);
        Assert.Equal(["[0x0-0x9ffff]", "[0x100000-0x7fffffff]", "[0x100000000-0x1ffffffff]"], board.Ram.Select(range => range.ToString()));
        Assert.Equal(48, board.RemappingUnit.HostAddressWidth);
        Assert.Equal([new PciAddress(0, 3, 0), new PciAddress(1, 0, 0)], board.Functions.Select(function => function.Address));
        Assert.Equal([(5, 40, ""), (0, 64, "e1000e")], board.Functions.Select(function => (function.IommuGroup, function.DmaMaskBits, function.Driver)));
    }

    [Fact]
    public void Ram_by_hand_wins_over_the_rule()
    {
        var result = Read(Good.Replace("  remapping-unit", "  ram: [{start: 0, size: 2G}, {start: 4G, size: 4G}]\n  remapping-unit", StringComparison.Ordinal));
        Assert.Equal(["[0x0-0x7fffffff]", "[0x100000000-0x1ffffffff]"], result.Scenario!.Plan.Board.Ram.Select(range => range.ToString()));
    }

    [Theory]
    [InlineData("{start: 4G, size: 4G", "{start: 1G, size: 4G", "s.yaml:7:7: error: This range overlaps [0x100000-0x7fffffff] above.")]
    [InlineData("size: 640K", "size: 0", "s.yaml:5:24: error: The range's size is 0.")]
    [InlineData("{start: 4G, size: 4G", "{start: 16383P, size: 16383P", "s.yaml:7:29: error: The range runs past the top of the 64-bit address space.")]
    [InlineData("size: 640K, kind: usable", "size: 640K, kind: useable", "s.yaml:5:36: error: There is no kind 'useable'. Did you mean 'usable'? Kinds are: usable, reserved, acpi-data, acpi-nvs, unusable, soft-reserved, persistent.")]
    [InlineData("host-address-width: 48", "host-address-width: 64", "s.yaml:8:128: error: 'host-address-width' is 64, outside of 32 to 52.")]
    [InlineData("0xfed90000", "0xfed90010", "s.yaml:8:35: error: 'register-base' is not a multiple of 4 KiB (VT-d 8.3).")]
    [InlineData("vendor: 0x8086", "vendor: 0x18086", "s.yaml:10:36: error: 'vendor' is 0x18086, outside of 0 to 0xfffe.")]
    [InlineData("address: \"00:03.0\"", "address: \"01:00.0\"", "s.yaml:11:17: error: The function 01:00.0 is here twice.")]
    [InlineData("class: 0x020000, driver", "driver", "s.yaml:10:7: error: The key 'class' is missing in a function.")]
    [InlineData("iommu-group: 5", "iommu-group: 0", "s.yaml:29:15: error: 00:03.0 shares IOMMU group 0 with 01:00.0, which is persistent: functions of one group cannot be in two domains.")]
    [InlineData("- {start: 0, size: 640K, kind: usable}", "- usable", "s.yaml:5:7: error: Wanted is an e820 range with the keys start, size, kind; here is a single value.")]
    public void Mistakes_are_told_at_their_place(string wanted, string replacement, string finding)
    {
        Assert.Contains(wanted, Good);
        var findings = Read(Good.Replace(wanted, replacement, StringComparison.Ordinal)).Findings.Select(each => each.ToString());
        Assert.Contains(finding, findings);
    }

    [Fact]
    public void A_board_file_that_cannot_be_read_is_told_at_both_places()
    {
        var files = new TextFiles(("boards/mine.log", "no kernel log"));
        var findings = ScenarioReader.Read("s.yaml", GoodScenario.Text.Replace("q35-6g", "boards/mine.log", StringComparison.Ordinal), files).Findings.Select(each => each.ToString()).ToList();
        Assert.StartsWith("boards/mine.log:1:1: error: No BIOS-e820 line", findings[0]);
        Assert.Contains("s.yaml:3:8: error: The board 'boards/mine.log' cannot be read; its own findings say why.", findings);
    }

    private static ScenarioResult Read(string text) => ScenarioReader.Read("s.yaml", text, new TextFiles());
}
