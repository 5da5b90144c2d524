using System.Globalization;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Exporting;

namespace Pkernfs.Web.Components.Exporting;

/// <summary>A picture that shows what is made.</summary>
/// <param name="Address">Where the browser finds it.</param>
/// <param name="Words">What it shows, for those who do not see it.</param>
/// <param name="Size">How large what is made is, in words.</param>
internal sealed record ExportPreview(string Address, string Words, string Size, double Width, double Height)
{
    /// <summary>Asks for what is made as its address will, so that what is wrong is known before the browser asks; or the sentence that says why it cannot be made.</summary>
    public static async Task<(ExportPreview? Preview, string? Problem)> OfAsync(PictureSource pictures, ExportedView exported, ExportChoice choice, ExportSteps steps, CancellationToken cancellation)
    {
        string address = exported.PreviewAddress(choice, steps), query = address[address.IndexOf('?', StringComparison.Ordinal)..], view = ViewValues.Word(exported.ViewOf(choice));
        switch (exported.KindOf(choice))
        {
            case ExportKind.Clip:
                var (clip, noClip) = await pictures.ClipAsync(view, query, cancellation);
                return clip is null ? (null, noClip) : (Of(clip.First, address, $"{clip.Steps} steps, {Seconds(clip.Seconds)}, {Sides(clip.First, 1)}"), null);
            case ExportKind.Storyboard:
                if (!StoryQuery.TryRead(query, out var story, out string? unread)) return (null, unread);
                var (board, noBoard) = await pictures.StoryAsync(story, cancellation);
                if (board is null) return (null, noBoard);
                var pages = StoryPages.Of(board);
                string count = $"{(board.Panels.Count() is var panels and > 1 ? $"{panels} pictures" : "one picture")}, {(choice.StoryFormat == StoryFormat.Html ? "one page that scrolls" : pages.Length == 1 ? "one page" : $"the first of {pages.Length} pages")}";
                return (Of(StoryPages.Picture(pages[0], story.Theme, story.FactsOf(board)), address, count), null);
            default:
                var (picture, noPicture) = await pictures.DrawAsync(view, query, cancellation);
                return picture is null ? (null, noPicture) : (Of(picture, address, Sides(picture, choice.Format == PictureFormat.Png ? picture.PngScale : 1) + (choice.Format == PictureFormat.Png ? " pixels" : "")), null);
        }
    }

    private static ExportPreview Of(RenderedPicture picture, string address, string size) => new(address, picture.Facts.Words, size, picture.Picture.Width, picture.Picture.Height);

    private static string Sides(RenderedPicture picture, double scale) => $"{Whole(picture.Picture.Width * scale)} by {Whole(picture.Picture.Height * scale)}";

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s");

    internal static string Whole(double value) => Math.Ceiling(value).ToString(CultureInfo.InvariantCulture);
}
