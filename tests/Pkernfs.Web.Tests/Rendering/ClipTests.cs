using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Clips;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Rendering;

public sealed partial class ClipTests
{
    private static readonly PictureSize size = new(960, 640, 1);

    [Fact]
    public void EachFrameShowsExactlyItsOwnMarks()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var maker = new PictureMaker(run, title);
        int first = run.Index("load-kernel-b");
        Picture[] frames = [.. Enumerable.Range(first, 8).Select(index => maker.Make(PictureView.Memory, ExplorerView.Default, index, PictureTheme.Light, size).Picture)];
        var marks = ClipMarks.Of(frames);
        for (int frame = 0; frame < frames.Length; frame++)
        {
            var alone = ClipMarks.Of([frames[frame]]).Select(mark => mark.Mark);
            Assert.Equal(alone, marks.Where(mark => mark.Frames[frame]).Select(mark => mark.Mark));
        }
        // What stays is there once: all frames together are far fewer marks than their sum.
        Assert.InRange(marks.Count, 1, frames.Sum(frame => ClipMarks.Of([frame]).Count) / 2);
    }

    [Fact]
    public void TheCarveOutHoldsPerfectlyStill()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var maker = new PictureMaker(run, title);
        int first = run.Index("load-kernel-b");
        var places = Enumerable.Range(first, 10).Select(index => maker.Make(PictureView.Memory, ExplorerView.Default, index, PictureTheme.Light, size).Picture)
            .Select(picture => ClipMarks.Of([picture]).Select(mark => mark.Mark).OfType<BoxMark>().Where(box => box.Class == "carve-out").ToArray());
        Assert.Single(places.Select(boxes => string.Join(' ', boxes.Select(box => $"{box.X} {box.Y} {box.Width} {box.Height}"))).Distinct());
    }

    [Fact]
    public void ItIsOneFileWithoutScriptAndStillsForWhoWantsNoMotion()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var maker = new PictureMaker(run, title);
        int first = run.Index("load-kernel-b");
        RenderedPicture[] frames = [.. Enumerable.Range(first, 4).Select(index => maker.Make(PictureView.Memory, ExplorerView.Default, index, PictureTheme.Dark, size))];
        string svg = ClipWriter.Write([.. frames.Select(frame => frame.Picture)], PictureLook.Of(PictureTheme.Dark), frames[0].Facts);
        var root = XDocument.Parse(svg).Root!;
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName is "script" or "image");
        Assert.Contains("prefers-reduced-motion", svg, StringComparison.Ordinal);
        // Every class that a group waits for has its animation.
        Assert.All(WhenClass().Matches(svg).Select(match => match.Groups[1].Value).Distinct(), name => Assert.Contains($"@keyframes {name}{{", svg, StringComparison.Ordinal));
    }

    [GeneratedRegex("class=\"(when\\d+)\"")]
    private static partial Regex WhenClass();
}
