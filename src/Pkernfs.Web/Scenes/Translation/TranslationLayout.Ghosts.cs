using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>What was there at the moment before and is not any more, drawn where it was.</summary>
public sealed partial class TranslationLayout
{
    private const string _vanished = "vanished";

    /// <summary>The node as a ghost: its usual words, and that it vanished at the title's end, or below where the title leaves no room.</summary>
    private static SceneNode Ghost(SceneNode node, SceneChange? change)
    {
        double left = node.Width - 12 - (node.Title.Length * TranslationSizes.TitleCharacter);
        bool fits = left > (_vanished.Length + 1) * TranslationSizes.WordCharacter && node.Rows.IsEmpty;
        return node with
        {
            Look = NodeLook.Gone,
            Rail = null,
            Change = change,
            Aside = fits ? _vanished : null,
            Lines = fits ? node.Lines : node.Lines.Add(_vanished),
            Height = fits ? node.Height : node.Height + TranslationSizes.Line,
        };
    }

    /// <summary>A row whose entry vanished tells what it was and what stands there now.</summary>
    /// <param name="former">What it said on the right a moment ago.</param>
    private static SceneRow GhostIfVanished(SceneRow row, string former) =>
        row.Change is { Mark: TranslationMark.Vanished } ? row with { Look = RowLook.Gone, Right = former, Now = row.Right } : row;

    /// <summary>What became of a table or a run: with a whole that came or went, it came or went, too.</summary>
    private SceneChange? PartChange(TranslationDevice device, string key) =>
        _view.Changes.Of(key) ?? (_view.Changes.Of($"domain:{device.Address}") is { Mark: TranslationMark.Appeared or TranslationMark.Vanished } whole ? whole : null);

    private static string RunKey(TranslationDevice device, TranslationRun run) => $"run:{device.Address}:{run.Input.Start}";

    /// <summary>The ghosts of a device's tables with the sentence that says why they are gone; gives where the next folded box may begin.</summary>
    private double PlaceVanished(TranslationDevice device, TranslationDomain former, SceneNode context, double from, double x, double y)
    {
        if (device.Address == _view.Focus)
        {
            // The sentence in the second column: the first is for what comes below the ghosts.
            double below = PlaceLevels(device, former, context, from, x, lit: false, isGone: true);
            PlaceSentence(device, x + _sentenceWidth + TranslationSizes.Gap, below, _sentenceWidth, 3);
            return below;
        }
        double bottom = PlaceFoldedGhost(device, former, context, from, x, y);
        // Below the box, in two long lines, where levels stand to the right of it.
        double next = _nodes.Any(node => node.Key.StartsWith("table:", StringComparison.Ordinal))
            ? PlaceSentence(device, x, bottom - TranslationSizes.Padding, 290, 2)
            : PlaceSentence(device, x + _sentenceWidth, y - TranslationSizes.Padding, _sentenceWidth, 3);
        return Math.Max(next, bottom + TranslationSizes.NodeGap);
    }

    /// <summary>A folded box of fewer lines, so that what stands below it keeps its room.</summary>
    private double PlaceFoldedGhost(TranslationDevice device, TranslationDomain former, SceneNode context, double from, double x, double y)
    {
        var box = FoldedDomain(device, former, x, y);
        var ghost = Ghost(box with { Title = $"Domain of {device.Address}", Lines = [box.Lines[0]], Height = TranslationSizes.NodeHeight(1) }, box.Change);
        _nodes.Add(ghost);
        Wire($"entry:{device.Address}", context.Right, from, ghost.X, ghost.TitleY, WireLook.Gone, mark: TranslationMark.Vanished);
        return ghost.Bottom;
    }
}
