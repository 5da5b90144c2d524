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

    [Fact]
    public async Task AScenarioOfTheGalleryOpens()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "Open RFC example, q35 6 GiB", Exact = true }).ClickAsync();
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync(ReferenceRun.OpeningStep);
        Assert.Empty(opened.Complaints);
    }

    private static Task ChooseAsync(OpenedPage opened, string name, string text) =>
        opened.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/yaml", Buffer = Encoding.UTF8.GetBytes(text) });
}
