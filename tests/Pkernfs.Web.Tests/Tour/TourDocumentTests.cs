using System.Xml.Linq;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Tests.Tour;

/// <summary>docs/live-update.md and its pictures are made from the tour; "pkernfs tour --output docs" writes them anew, and so does this with WRITE_DOCUMENTS=1.</summary>
public sealed class TourDocumentTests
{
    /// <summary>Of a picture in a document that people load with the text.</summary>
    private const int MostBytes = 120_000;

    [Fact]
    public void TheDocumentAndItsPicturesAreCurrent()
    {
        string docs = Path.Combine(Root(), "docs");
        var files = TourDocument.Files(TourRuns.Of);
        foreach (var (path, text) in files)
        {
            string file = Path.Combine(docs, path);
            if (Environment.GetEnvironmentVariable("WRITE_DOCUMENTS") == "1") File.WriteAllText(file, text);
            Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == text, $"docs/{path} is not what the tour says. Write it anew: pkernfs tour --output docs, or this test with WRITE_DOCUMENTS=1.");
        }
        // What no stop has any more is not left behind.
        Assert.Equal(
            files.Select(file => file.Path).Where(path => path.StartsWith("images/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(docs, "images"), "live-update-*.svg").Select(file => "images/" + Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PicturesAreSmallTakeTheSameRoomInAnyFontAndSayWhatTheyShow()
    {
        foreach (var (path, text) in TourDocument.Files(TourRuns.Of).Where(file => file.Path.EndsWith(".svg", StringComparison.Ordinal)))
        {
            Assert.True(text.Length < MostBytes, $"{path} has {text.Length} bytes.");
            Assert.DoesNotContain("@font-face", text, StringComparison.Ordinal);
            var picture = XDocument.Parse(text);
            var space = picture.Root!.Name.Namespace;
            Assert.All(picture.Descendants(space + "text"), words => Assert.NotNull(words.Attribute("textLength")));
            Assert.NotEmpty(picture.Root.Element(space + "desc")!.Value);
        }
    }

    [Fact]
    public void TheSameRunsGiveTheSameFiles() => Assert.Equal(TourDocument.Files(TourRuns.Of).AsEnumerable(), TourDocument.Files(TourRuns.Of));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pkernfs.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
