using System.Text.RegularExpressions;
using MudBlazor;
using MudBlazor.Utilities;
using Pkernfs.Web.Components.Layout;

namespace Pkernfs.Web.Tests.Components;

/// <summary>MudBlazor's palettes and the stylesheet's variables are two writings of the same colours.</summary>
public sealed partial class ExplorerThemeTests
{
    private static readonly (string Variable, Func<Palette, MudColor> Colour)[] pairs =
    [
        ("app", palette => palette.Background),
        ("pane", palette => palette.Surface),
        ("pane", palette => palette.DrawerBackground),
        ("pane", palette => palette.AppbarBackground),
        ("pane", palette => palette.PrimaryContrastText),
        ("raised", palette => palette.BackgroundGray),
        ("hover", palette => palette.TableHover),
        ("line", palette => palette.LinesDefault),
        ("line", palette => palette.Divider),
        ("line2", palette => palette.LinesInputs),
        ("t1", palette => palette.TextPrimary),
        ("t2", palette => palette.TextSecondary),
        ("t2", palette => palette.ActionDefault),
        ("t3", palette => palette.TextDisabled),
        ("ink", palette => palette.Primary),
        ("fault-ink", palette => palette.Error),
        ("own-metadata-ink", palette => palette.Success),
    ];

    [Fact]
    public async Task PalettesAgreeWithTheStylesheet()
    {
        await using var server = new Hosting.ServerTests.DevelopmentServer();
        string css = await server.CreateClient().GetStringAsync("/css/tokens.css");
        var dark = Variables(css, ":root {");
        var light = Variables(css, ":root[data-theme='light'] {");
        foreach (var (variable, colour) in pairs)
        {
            Assert.Equal((variable, dark[variable]), (variable, Hex(colour(ExplorerTheme.Theme.PaletteDark))));
            Assert.Equal((variable, light[variable]), (variable, Hex(colour(ExplorerTheme.Theme.PaletteLight))));
        }
    }

    private static string Hex(MudColor colour) => $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}";

    private static Dictionary<string, string> Variables(string css, string selector)
    {
        int start = css.IndexOf(selector, StringComparison.Ordinal);
        string rules = css[start..css.IndexOf('}', start)];
        return Declaration().Matches(rules).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex Declaration();
}
