using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Costs;
using Pkernfs.Web.Tests.Components;
using CostPage = Pkernfs.Web.Components.Pages.Cost;

namespace Pkernfs.Web.Tests.Cost;

public sealed class CostPageTests : IAsyncDisposable
{
    private static readonly TimeSpan runs = TimeSpan.FromMinutes(2);
    private readonly ExplorerContext context = new();

    public CostPageTests() => context.SetRendererInfo(new RendererInfo("Server", true));

    private NavigationManager Navigation => context.Services.GetRequiredService<NavigationManager>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void EachApproachWithAScenarioHasItsColumnItsBarAndItsFigures()
    {
        var page = Open("/cost");
        page.WaitForState(() => page.FindAll(".bar").Count == CostSubjects.BuiltIn.Length, runs);
        Assert.Equal(CostSubjects.BuiltIn.Select(subject => subject.Approach.Id), page.FindAll("thead .approach").Select(cell => cell.TextContent));
        Assert.All(page.FindAll("tr[data-metric=blackout] td"), cell => Assert.Matches(@"^\d+\.\d ms$", cell.TextContent));
        foreach (var subject in CostSubjects.BuiltIn)
            Assert.Contains(subject.Approach.Trusts[0], page.Markup, StringComparison.Ordinal);
        Assert.Contains("Modelled, not measured.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherParameterChangesTheFiguresAndTheAddressAtOnce()
    {
        var page = Open("/cost");
        page.WaitForState(() => page.FindAll(".bar").Count > 0, runs);
        string before = Blackout(page);
        await ChangeAsync(page, "#p-user-space-start", "220");
        Assert.Equal(Milliseconds(before) + 100, Milliseconds(Blackout(page)), 0.11);
        Assert.EndsWith("/cost?p.user-space-start=220", Navigation.Uri, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("[aria-label='Reset Starting user space']").Click());
        Assert.Equal(before, Blackout(page));
        Assert.EndsWith("/cost", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABadValueIsToldAtItsFieldAndChangesNothing()
    {
        var page = Open("/cost");
        await ChangeAsync(page, "#p-page-pin", "many");
        Assert.Equal("\"many\" is no number: page-pin wants one in ns, such as 30.", page.Find("#about-page-pin .problem").TextContent);
        Assert.Equal("true", page.Find("#p-page-pin").GetAttribute("aria-invalid"));
        Assert.EndsWith("/cost", Navigation.Uri, StringComparison.Ordinal);
        await ChangeAsync(page, "#guest", "3 bytes");
        Assert.Contains("outside what is answered for", page.Find("#guest-problem").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkThatCannotBeReadInPartSaysSoAndOpensTheRest()
    {
        var page = Open("/cost?guest=1T&p.nothing=3");
        Assert.Contains("There is no cost parameter \"nothing\".", page.Find("#guest-problem").TextContent, StringComparison.Ordinal);
        Assert.Equal("1T", page.Find("#guest").GetAttribute("value"));
    }

    [Fact]
    public async Task TheSliderGoesWhereTheFieldGoes()
    {
        var page = Open("/cost?p.page-pin=960");
        Assert.Equal("200", page.Find("[aria-label='Piece pinned, slider']").GetAttribute("value"));
        await page.InvokeAsync(() => page.Find("[aria-label='Piece pinned, slider']").Input("100"));
        Assert.Equal("30", page.Find("#p-page-pin").GetAttribute("value"));
        await page.InvokeAsync(() => page.Find("[aria-label='Piece pinned, slider']").Input("0"));
        Assert.EndsWith("/cost?p.page-pin=0", Navigation.Uri, StringComparison.Ordinal);
    }

    /// <summary>On the page's own thread: runs that go on meanwhile draw it anew.</summary>
    private static Task ChangeAsync(IRenderedComponent<CostPage> page, string field, string text) => page.InvokeAsync(() => page.Find(field).Change(text));

    private static string Blackout(IRenderedComponent<CostPage> page) => page.Find("tr[data-metric=blackout] td").TextContent;

    private static double Milliseconds(string words) => double.Parse(words.Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    private IRenderedComponent<CostPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return context.Render<CostPage>();
    }
}
