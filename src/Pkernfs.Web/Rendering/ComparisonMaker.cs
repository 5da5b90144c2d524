using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Views.Comparison;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws two runs beside each other.</summary>
/// <param name="origin">As <see cref="PictureMaker"/> has it.</param>
public sealed class ComparisonMaker(RunInspection left, string leftName, RunInspection right, string rightName, string origin = "")
{
    /// <summary>The moment of the right run that faces one of the left.</summary>
    public int Facing(int leftIndex) => StepAlignment.Of(left.Timeline, right.Timeline).OfLeft(leftIndex).Right;

    /// <summary>Two moments and what differs between them.</summary>
    /// <param name="view">The sides' scenarios, edits and cameras; the steps are those of the indexes.</param>
    /// <param name="note">What the reader must know of the picture; empty for nothing.</param>
    public RenderedPicture Make(CompareView view, int leftIndex, int rightIndex, PictureTheme theme, PictureSize size, string note = "")
    {
        var shown = new ShownComparison(left, leftIndex, right, rightIndex, StepAlignment.Of(left.Timeline, right.Timeline), MachineComparison.Of(left, leftIndex, right, rightIndex));
        view = view with { Left = view.Left with { Step = shown.LeftMoment.Step.Id }, Right = view.Right with { Step = shown.RightMoment.Step.Id } };
        string link = origin + view.ToUrl();
        var sheet = new Sheet($"{leftName} against {rightName}", shown.Match, note, $"{link}    {PictureFacts.Program}");
        var picture = sheet.Frame(size, (width, height) => ComparePicture.Of(shown, leftName, rightName, view, width, height));
        return new(picture, theme, size, new($"{leftName} against {rightName}", string.Join(' ', shown.Comparison.Sentences.Prepend(note).Where(words => words.Length > 0)), link, leftName));
    }
}
