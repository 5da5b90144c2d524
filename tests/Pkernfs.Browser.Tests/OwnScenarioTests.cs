using System.Globalization;
using System.Text;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Browser.Tests;

public sealed class OwnScenarioTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task AFileThatIsWrongShowsTheFindingAtItsLine()
    {
        string text = ScenarioLibrary.Text(ReferenceRun.Scenario)!.Replace("vcpus: 4", "vcpus: four", StringComparison.Ordinal);
        int line = text.Split('\n').Index().First(one => one.Item.Contains("vcpus: four", StringComparison.Ordinal)).Index + 1;
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await ChooseAsync(opened, "mine.yaml", text);
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/scenarios/own"));
        var findings = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Findings" }).GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button);
        await Assertions.Expect(findings).ToHaveCountAsync(1);
        await Assertions.Expect(findings).ToContainTextAsync($"{line.ToString(CultureInfo.InvariantCulture)}:");
        await Assertions.Expect(findings).ToContainTextAsync("vcpus");
        await findings.ClickAsync();
        var editor = opened.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of mine.yaml" });
        await Assertions.Expect(editor).ToBeFocusedAsync();
        int caret = await editor.EvaluateAsync<int>("area => area.value.slice(0, area.selectionStart).split('\\n').length");
        Assert.Equal(line, caret);
        await opened.TakePictureAsync("own-finding-dark");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AGoodFileOpensInTheExplorer()
    {
        string text = ScenarioLibrary.Text(ReferenceRun.Scenario)!.Replace("memory: 512M", "memory: 256M", StringComparison.Ordinal);
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await ChooseAsync(opened, "small-guest.yaml", text);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync(ReferenceRun.OpeningStep);
        Assert.NotNull(opened.InAddress("session"));
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectStepAsync("pci-shutdown");
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALongRunShowsHowFarItIsAndCanBeCancelled(bool byKey)
    {
        // Millions of entries for the VMM's mapping: long enough to be stopped within a step.
        string text = ScenarioLibrary.Text(ReferenceRun.Scenario)!
            .Replace("board: q35-6g", LargeBoard, StringComparison.Ordinal)
            .Replace("=1G", "=300G", StringComparison.Ordinal)
            .Replace("memory: 512M", "memory: 290G", StringComparison.Ordinal);
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await ChooseAsync(opened, "large-guest.yaml", text);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator(".running")).ToContainTextAsync("Step ");
        if (byKey) await opened.Page.Keyboard.PressAsync("Escape");
        else await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await Assertions.Expect(opened.Page.GetByText("The run was cancelled. The text is as it was.")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true })).ToBeEnabledAsync();
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of large-guest.yaml" })).ToHaveValueAsync(text);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AScenarioOfTheGalleryOpens()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "Open RFC example, q35 6 GiB", Exact = true }).ClickAsync();
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync(ReferenceRun.OpeningStep);
        Assert.Empty(opened.Complaints);
    }

    private const string LargeBoard = """
        board:
          e820:
            - {start: 0, size: 640K, kind: usable}
            - {start: 1M, size: 2047M, kind: usable}
            - {start: 4G, size: 400G, kind: usable}
          remapping-unit: {register-base: 0xfed90000, capability: 0xd2008c222f0606, extended-capability: 0xf00f4a, host-address-width: 48}
          functions:
            - {address: "00:03.0", vendor: 0x1b36, device: 0x0010, class: 0x010802}
            - {address: "01:00.0", vendor: 0x8086, device: 0x10d3, class: 0x020000}
        """;

    private static Task ChooseAsync(OpenedPage opened, string name, string text) =>
        opened.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/yaml", Buffer = Encoding.UTF8.GetBytes(text) });
}
