using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Pkernfs.Browser.Tests;

/// <summary>The map that the browser draws and the picture that the server draws of the same view say the same at the same places.</summary>
public sealed class PictureAgreementTests(ChromiumBrowser browser)
{
    /// <summary>Pixels by which a word may lie elsewhere: the browser hints its letters and the server's file does not.</summary>
    private const double Near = 2.5;

    [Theory]
    [InlineData("step=jump", false)]
    [InlineData("step=run-guest", false)]
    [InlineData("step=boot-memory-b&map=0x100000000:0x40000000:block", false)]
    [InlineData("step=run-guest&map=0x100400000:0x200000:page", false)]
    [InlineData("scenario=kho&step=jump", false)]
    [InlineData("step=jump", true)]
    public async Task WordsAndFramesAreWhereTheServersAre(string view, bool isPhone)
    {
        await using var opened = await browser.OpenAsync($"/?{view}&theme=light", isPhone ? Screen.Phone : Screen.Desk);
        await opened.SettleAsync();
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        var drawn = (await opened.Page.Locator(".map-host").EvaluateAsync(
            "async host => { await document.fonts.ready; await new Promise(done => setTimeout(done, 400)); return { width: host.clientWidth, height: host.clientHeight, ...host.record() }; }"))!.Value;
        int width = drawn.GetProperty("width").GetInt32(), height = drawn.GetProperty("height").GetInt32();
        string svg = await (await opened.Page.APIRequest.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{new Uri(opened.Page.Url).GetLeftPart(UriPartial.Authority)}/picture/memory.svg?{view}&theme=light&frame=no&size={width}x{height}"))).TextAsync();
        var root = XDocument.Parse(svg).Root!;

        var said = drawn.GetProperty("texts").EnumerateArray().Select(text => (Words: text.GetProperty("text").GetString()!, X: text.GetProperty("x").GetDouble(), Y: text.GetProperty("y").GetDouble())).ToList();
        string[] kinds = ["section", "label", "letters"];
        var words = root.Descendants().Where(element => element.Name.LocalName == "text" && kinds.Contains((string?)element.Attribute("class"))).ToList();
        Assert.NotEmpty(words);
        foreach (var word in words)
        {
            string kind = (string)word.Attribute("class")!;
            double x = Number(word, "x"), size = Number(word, "font-size");
            // A letter's place is its middle; and a canvas counts a line from its middle where a file counts from its foot.
            var match = said.Where(one => one.Words == word.Value && Math.Abs(one.Y + (size * 0.36) - Number(word, "y")) < Near)
                .OrderBy(one => Math.Abs(one.X - x)).Cast<(string Words, double X, double Y)?>().FirstOrDefault();
            Assert.True(match is { } found && Math.Abs(found.X - x) < (kind == "letters" ? 12 : Near), $"\"{word.Value}\" ({kind}) is at {x:0.#}, {Number(word, "y"):0.#} in the file; the browser has {string.Join("; ", said.Where(one => one.Words == word.Value).Take(3))}.");
        }
        // And the browser says no name or letter that the file has not.
        var inFile = words.Select(word => word.Value).ToHashSet();
        Assert.DoesNotContain(said, one => one.Words.Length is > 0 and <= 2 && one.Words.All(char.IsAsciiLetterUpper) && one.X > 60 && !inFile.Contains(one.Words) && one.Y > 40 && !IsLegend(said, one));

        var frames = drawn.GetProperty("boxes").EnumerateArray().Select(box => (X: box.GetProperty("x").GetDouble(), Y: box.GetProperty("y").GetDouble(), W: box.GetProperty("w").GetDouble(), H: box.GetProperty("h").GetDouble())).ToList();
        foreach (var frame in root.Descendants().Where(element => (string?)element.Attribute("class") == "carve-out" && Number(element, "y") > 40))
            Assert.Contains(frames, box => Math.Abs(box.X - Number(frame, "x")) < 1 && Math.Abs(box.Y - Number(frame, "y")) < 1 && Math.Abs(box.W - Number(frame, "width")) < 1 && Math.Abs(box.H - Number(frame, "height")) < 1);
        Assert.Empty(opened.Complaints);
    }

    /// <summary>The legend beside a section's title repeats letters; the file has its legend below.</summary>
    private static bool IsLegend(IEnumerable<(string Words, double X, double Y)> said, (string Words, double X, double Y) one) =>
        said.Any(other => Math.Abs(other.Y - one.Y) < 0.5 && other.Words is "super block" or "inodes" or "root tables" or "mappings" or "domain tables");

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
