using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class MemoryPictureTests
{
    [Theory]
    [InlineData("pkernfs-rfc", "", "")]
    [InlineData("pkernfs-rfc", "slide", "")]
    [InlineData("pkernfs-rfc", "mail", "")]
    [InlineData("pkernfs-rfc", "a4", "0x100000000:0x40000000:block")]
    [InlineData("pkernfs-rfc", "", "0x100400000:0x200000:page")]
    [InlineData("kho", "mail", "")]
    [InlineData("guest-12t-1g", "", "")]
    [InlineData("fleet-host", "slide", "")]
    public void WordsAreLegibleAtEveryStep(string scenario, string size, string camera)
    {
        var (run, title) = Runs.Of(scenario);
        var maker = new PictureMaker(run, title);
        var view = ExplorerView.Default with { Scenario = scenario, Camera = ViewValues.TryReadCamera(camera, out var read) ? read : null };
        var shown = PictureSize.TryParse(size, out var named, out _) ? named : PictureSize.Usual;
        for (int index = 0; index < run.Timeline.Moments.Length; index += 3) maker.Make(PictureView.Memory, view, index, PictureTheme.Light, shown).Picture.AssertLegible();
    }

    [Theory]
    [InlineData("pkernfs-rfc", PictureView.Translation)]
    [InlineData("pkernfs-rfc", PictureView.Timeline)]
    [InlineData("pkernfs-rfc", PictureView.Page)]
    [InlineData("kho", PictureView.Page)]
    [InlineData("fleet-host", PictureView.Page)]
    public void NothingIsDrawnTwiceAlikeAndNothingLeavesThePage(string scenario, PictureView view)
    {
        var (run, title) = Runs.Of(scenario);
        var maker = new PictureMaker(run, title);
        for (int index = 0; index < run.Timeline.Moments.Length; index += 9)
        {
            var picture = maker.Make(view, ExplorerView.Default with { Scenario = scenario }, index, PictureTheme.Light, PictureSize.Usual).Picture;
            Assert.All(picture.Texts(), text => Assert.True(text.X >= -0.5 && text.X + text.Width <= picture.Width + 0.5 && text.Y <= picture.Height, $"\"{text.Text.Words}\" leaves the picture at step {index}."));
        }
    }

    [Fact]
    public void TheSameInputGivesTheSameBytes()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        foreach (var theme in Enum.GetValues<PictureTheme>())
        {
            var (one, other) = (Make(), Make());
            Assert.Equal(one.ToSvg(), other.ToSvg());
            Assert.Equal(one.ToPng(), other.ToPng());

            RenderedPicture Make() => new PictureMaker(run, title).Make(PictureView.Memory, ExplorerView.Default, run.Index("jump"), theme, PictureSize.Usual);
        }
    }

    [Fact]
    public void AFileSaysWhereItComesFrom()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var view = ExplorerView.Default with { Layers = MapLayers.Ownership | MapLayers.Persistence, Camera = ViewValues.TryReadCamera("0x100000000:0x40000000:block", out var camera) ? camera : null };
        var picture = new PictureMaker(run, title).Make(PictureView.Memory, view, run.Index("jump"), PictureTheme.Light, PictureSize.Usual);
        Assert.Equal(view with { Step = "jump" }, ExplorerView.Parse(picture.Facts.Link).View);
        Assert.Contains("link=\"/?step=jump&amp;", picture.ToSvg(), StringComparison.Ordinal);
        Assert.Contains(picture.Facts.Link, System.Text.Encoding.Latin1.GetString(picture.ToPng()), StringComparison.Ordinal);
        // What a reader sees has it, too.
        Assert.Contains(picture.Picture.Texts(), text => text.Text.Class == "source" && text.Text.Words.StartsWith("/?step=jump", StringComparison.Ordinal));
    }

    [Fact]
    public void PixelsHaveTheColoursOfTheState()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var picture = new PictureMaker(run, title).Make(PictureView.Memory, ExplorerView.Default, run.Index("run-guest"), PictureTheme.Light, new(960, 640, 1));
        using var bitmap = SkiaSharp.SKBitmap.Decode(picture.ToPng());
        Assert.Equal((960, 640), (bitmap.Width, bitmap.Height));
        var colours = bitmap.Pixels.GroupBy(pixel => $"#{pixel.Red:x2}{pixel.Green:x2}{pixel.Blue:x2}").ToDictionary(group => group.Key, group => group.Count());
        var look = PictureLook.Of(PictureTheme.Light);
        foreach (var tone in new[] { Tone.OwnGuest, Tone.OwnSecondStage, Tone.OwnRoot, Tone.OwnMetadata }) Assert.True(colours.GetValueOrDefault(look.Colour(tone)) > 40, $"{tone} is not in the picture.");
    }
}
