using System.Text.RegularExpressions;

namespace Pkernfs.Browser.Tests;

/// <summary>Every link of docs/coverage.md opens what it promises.</summary>
public sealed partial class CoverageTests(ChromiumBrowser browser)
{
    /// <summary>Mechanisms that the document must have a row for.</summary>
    private const int Mechanisms = 27;

    public static TheoryData<string> Links =>
        [.. Link().Matches(Document).Select(found => found.Groups["path"].Value).Distinct()];

    private static string Document => File.ReadAllText(Path.Combine(Repository.Root, "docs", "coverage.md"));

    [Fact]
    public void EveryMechanismHasARowWithALink()
    {
        string[] rows = [.. Document.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        Assert.Equal(Mechanisms, rows.Length);
        Assert.All(rows, row => Assert.Matches(Link(), row));
    }

    [Theory]
    [MemberData(nameof(Links))]
    public async Task ALinkOpensWhatItNames(string path)
    {
        await using var opened = await browser.OpenAsync(path, Screen.Desk);
        if (path.StartsWith("/?", StringComparison.Ordinal))
        {
            await Assertions.Expect(opened.CurrentStep).ToHaveAttributeAsync("data-step", Part(path, "step")!);
            if (Part(path, "select") is not null) await Assertions.Expect(opened.Page.Locator("#inspector-pane .part").First).ToBeVisibleAsync();
        }
        await Assertions.Expect(opened.Page.Locator(".link-notice, .messages")).ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }

    private static string? Part(string path, string key) =>
        Regex.Match(path, $"[?&]{key}=([^&#]*)") is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"\]\(http://127\.0\.0\.1:5080(?<path>/[^)\s]*)\)")]
    private static partial Regex Link();
}
