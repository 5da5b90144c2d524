using System.Text.RegularExpressions;
using Pkernfs.Core.Costs;

namespace Pkernfs.Browser.Tests;

public sealed class CostTests(ChromiumBrowser browser)
{
    /// <summary>Runs at several sizes lie behind the curves; the table comes first.</summary>
    private const float RunsTake = 120_000;

    private static readonly string[] Approaches = [.. CostSubjects.BuiltIn.Select(subject => subject.Approach.Id)];

    [Fact]
    public async Task ASliderChangesFiguresAndAddressWithoutAnotherRun()
    {
        await using var opened = await OpenAsync("/cost", Screen.Desk);
        var blackout = opened.Page.Locator("tr[data-metric=blackout] td").First;
        await Assertions.Expect(blackout).ToHaveTextAsync(new Regex(@"^\d+\.\d ms$"), new() { Timeout = RunsTake });
        string before = await blackout.TextContentAsync() ?? "";
        await opened.Page.GetByRole(AriaRole.Slider, new() { Name = "Starting user space, slider" }).PressAsync("End");
        await Assertions.Expect(blackout).Not.ToHaveTextAsync(before);
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new Regex(@"/cost\?p\.user-space-start=3840$"));
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Reset all" }).ClickAsync();
        await Assertions.Expect(blackout).ToHaveTextAsync(before);
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new Regex("/cost$"));
        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.ForeignRequests);
    }

    [Fact]
    public async Task EachApproachHasALineWithItsNameAndALookOfItsOwn()
    {
        await using var opened = await OpenAsync("/cost?guest=1T&show=blocked&theme=light", Screen.Desk);
        var lines = opened.Page.Locator(".curves.wide .one");
        await Assertions.Expect(lines).ToHaveCountAsync(Approaches.Length, new() { Timeout = RunsTake });
        Assert.Equal(Approaches.Order(), (await lines.Locator(".name").AllTextContentsAsync()).Order());
        var dashes = await lines.Locator("path.curve:first-child").EvaluateAllAsync<string[]>("paths => paths.map(path => getComputedStyle(path).strokeDasharray)");
        Assert.Equal(Approaches.Length, dashes.Distinct().Count());
        await opened.TakePictureAsync("cost-light");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task APhoneShowsAllOfItWithoutScrollingSideways()
    {
        await using var opened = await OpenAsync("/cost", Screen.Phone);
        await Assertions.Expect(opened.Page.Locator(".bar")).ToHaveCountAsync(Approaches.Length, new() { Timeout = RunsTake });
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Assertions.Expect(opened.Page.Locator(".curves.narrow")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.Locator(".curves.wide")).ToBeHiddenAsync();
        await opened.TakePictureAsync("cost-phone-dark");
    }

    private async Task<OpenedPage> OpenAsync(string path, Screen screen)
    {
        var opened = await browser.OpenAsync(path, screen);
        await opened.Page.Locator(".cost-page[data-interactive=true]").WaitForAsync();
        return opened;
    }
}
