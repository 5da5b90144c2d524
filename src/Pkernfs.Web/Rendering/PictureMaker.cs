using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.Rendering.Text;
using Pkernfs.Web.Rendering.Views.Inspector;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Rendering.Views.Page;
using Pkernfs.Web.Rendering.Views.Timeline;
using Pkernfs.Web.Rendering.Views.Translation;
using Pkernfs.Web.Scenes.Inspector;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws views of a run, each from the scene that the browser draws.</summary>
/// <param name="run">The run.</param>
/// <param name="name">What people call the scenario.</param>
/// <param name="origin">The server's address, which stands before links in what is made: "https://host"; empty where it is not known.</param>
/// <param name="invariants">Gives what holds and what is broken, where somebody has it already; null to have it worked out when it is asked for.</param>
public sealed class PictureMaker(RunInspection run, string name, Func<InvariantReport>? invariants = null, string origin = "")
{
    private const double LeastTimeline = 900;
    internal const string NothingToWalk = "There is nothing to walk: select an address of a device, such as iova:01:00.0:0xa3b7d40.";

    /// <summary>The views of one moment that are drawn, in the order in which they are offered.</summary>
    public static ImmutableArray<PictureView> Drawn { get; } = [PictureView.Memory, PictureView.Translation, PictureView.Walk, PictureView.Timeline, PictureView.Inspector, PictureView.Page];

    private readonly Tracks _tracks = Tracks.Of(run.Timeline);
    private readonly Lazy<InvariantReport> _invariants = new(() => invariants?.Invoke() ?? InvariantReport.Of(run));

    /// <summary>What is drawn.</summary>
    public RunInspection Run => run;

    /// <summary>What people call its scenario.</summary>
    public string Name => name;

    /// <summary>What a view shows.</summary>
    /// <param name="view">Moment, camera, selection and layers; its step must be one of the run's, or null for <paramref name="index"/>'s.</param>
    /// <param name="index">The moment.</param>
    /// <param name="isFramed">True with title, legend and caption around it; false for the view alone. A page has them itself.</param>
    /// <param name="note">What the reader must know of the picture, before all else that it says; null for nothing.</param>
    public RenderedPicture Make(PictureView kind, ExplorerView view, int index, PictureTheme theme, PictureSize size, bool isFramed = true, string? note = null)
    {
        string Noted(string words, string between = " ") => note is null ? words : $"{note}{between}{words}";
        var moment = run.Timeline.Moments[index];
        view = view with { Step = moment.Step.Id };
        var scenes = new Scenes(
            new(() => MemoryScene.Of(run, index, view.Layers, view.Camera, narrow: false, against: AgainstOf(view))),
            new(() => TranslationView.Of(run, index, view.Selection, view.Tree, ViewValues.Unfolded(view.Unfolded))));
        string link = origin + view.ToUrl();
        string source = $"{link}    {PictureFacts.Program}", title = $"{moment.Step.Title} - {name}";
        if (kind == PictureView.Page)
        {
            var page = PagePicture.Of(run, _tracks, index, view, name, Noted(source, "    "), AgainstOf(view), _invariants.Value);
            // A page has its own shape; another size makes it larger or smaller.
            double scale = size.Height > 0 ? Math.Min(size.Width / page.Width, size.Height / page.Height) : size == PictureSize.Usual ? 1 : size.Width / page.Width;
            return new(OnGround(Scaled(page, scale), size), theme, size, new(title, Noted(scenes.Wide.Value.Sentence), link, name));
        }
        var facts = new PictureFacts(title, Noted(SentenceOf(kind, index, scenes)), link, name);
        if (!isFramed) return new(BareSheet.Of(size, (width, height) => Draw(kind, view, index, scenes, width, height)), theme, size, facts);
        var sheet = new Sheet(moment.Step.Title, Words(index), Noted(kind == PictureView.Walk ? WalkWords(index, scenes) : moment.Step.Explanation), source);
        return new(sheet.Frame(size, (width, height) => Draw(kind, view, index, scenes, width, height)), theme, size, facts);
    }

    private Picture Draw(PictureView kind, ExplorerView view, int index, Scenes scenes, double width, double height)
    {
        var platform = run.Timeline.Moments[index].Machine.Platform;
        switch (kind)
        {
            case PictureView.Memory:
                var scene = width < MemoryPicture.NarrowBelow ? MemoryScene.Of(run, index, view.Layers, view.Camera, narrow: true, against: AgainstOf(view)) : scenes.Wide.Value;
                return MemoryPicture.Of(scene, view.Camera, SelectedRange.Of(view.Selection, platform), width, height > 0 ? height : MemoryHeight(width));
            case PictureView.Translation or PictureView.Walk:
                return TranslationPicture.Of(TranslationLayout.Of(scenes.Translation.Value), view.Selection);
            case PictureView.Timeline:
                // A wide timeline made smaller says more than one for a phone.
                var timeline = TimelineScene.Of(run.Timeline, _tracks, Math.Max(width, LeastTimeline), _invariants.Value);
                return TimelinePicture.Of(timeline, index, MomentWord.Flag(run.Timeline.Moments[index].Step, _tracks));
            case PictureView.Inspector:
                var moment = MomentInspection.Of(run, index);
                var facts = InspectorScene.Of(run, moment, index, view.Selection, AgainstOf(view));
                if (facts.Subject.Past is { } past) facts = facts.WithHistory(ByteHistory.Of(run, index, past));
                return InspectorPicture.Of(facts, moment, width, columns: Math.Max(1, (int)(width / InspectorPicture.LeastWidth)));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "A view that is not one moment's picture.");
        }
    }

    private string SentenceOf(PictureView kind, int index, Scenes scenes) => kind switch
    {
        PictureView.Memory => scenes.Wide.Value.Sentence,
        PictureView.Walk => WalkWords(index, scenes),
        PictureView.Translation => TranslationOutline.Sentence(scenes.Translation.Value),
        _ => run.Timeline.Moments[index].Step.Explanation,
    };

    private string WalkWords(int index, Scenes scenes) => scenes.Translation.Value.Walk?.Words() ?? run.Timeline.Moments[index].Step.Explanation;

    private static Picture Scaled(Picture picture, double scale) => scale == 1 ? picture : new(picture.Width * scale, picture.Height * scale, [new GroupMark(0, 0, picture.Marks, Scale: scale)]);

    /// <summary>In the middle of a picture of fixed size; by itself in one that is as high as it needs.</summary>
    private static Picture OnGround(Picture picture, PictureSize size)
    {
        if (size.Height <= 0) return picture;
        var sketch = new Sketch();
        sketch.Box(0, 0, size.Width, size.Height, Tone.Pane, kind: "ground");
        sketch.Place((size.Width - picture.Width) / 2, (size.Height - picture.Height) / 2, picture, "view");
        return sketch.ToPicture(size.Width, size.Height);
    }

    /// <summary>The same as rows; null where the view has none, with a sentence.</summary>
    public PictureTable? Table(PictureView kind, ExplorerView view, int index, out string? problem, CancellationToken cancellation = default)
    {
        var step = run.Timeline.Moments[index].Step;
        var whole = new PictureFacts(name, "", origin + (view with { Step = step.Id }).ToUrl(), name);
        var facts = whole with { Title = $"{step.Title}, {Words(index)}" };
        var table = kind switch
        {
            PictureView.Memory => RunTables.Memory(run, index, facts),
            PictureView.Translation => RunTables.Mappings(run, index, facts),
            PictureView.Walk => RunTables.Walk(run, index, view.Selection, facts),
            PictureView.Timeline => RunTables.Steps(run, whole),
            PictureView.Invariants => RunTables.Invariants(run, whole, cancellation),
            _ => null,
        };
        problem = table is not null ? null
            : kind == PictureView.Walk ? NothingToWalk
            : $"The view {ViewValues.Word(kind)} has no rows: memory, translation, walk, timeline and invariants have.";
        return table;
    }

    /// <summary>The same in letters, for mail; null where the view has none, with a sentence.</summary>
    public string? Text(PictureView kind, ExplorerView view, int index, bool isAscii, out string? problem, string? note = null)
    {
        problem = null;
        string head = string.Join('\n', new[] { run.Timeline.Moments[index].Step.Title, Words(index), note }.OfType<string>().SelectMany(line => TextLines.Wrap(line, TextMap.Columns)));
        string foot = $"\n{origin}{(view with { Step = run.Timeline.Moments[index].Step.Id }).ToUrl()}\n{PictureFacts.Program}\n";
        switch (kind)
        {
            case PictureView.Memory:
                return TextMap.Of(run, index, MemoryScene.Of(run, index, ExplorerView.DefaultLayers), head, isAscii) + foot;
            case PictureView.Walk when view.Selection is not Selection.DeviceAddress:
                problem = NothingToWalk;
                return null;
            case PictureView.Translation or PictureView.Walk:
                var shown = TranslationView.Of(run, index, view.Selection, view.Tree, ViewValues.Unfolded(view.Unfolded));
                string walk = shown.Walk is { } one ? "\n" + string.Join('\n', TextLines.Wrap(one.Words(), TextMap.Columns)) : "";
                return TextTree.Of(TranslationOutline.Of(shown), head + walk, isAscii) + foot;
            default:
                problem = $"The view {ViewValues.Word(kind)} has no picture in letters: memory, translation and walk have.";
                return null;
        }
    }

    /// <summary>Which scenario, which step, and when.</summary>
    private string Words(int index)
    {
        var step = run.Timeline.Moments[index].Step;
        return $"{name}, step {index + 1} of {run.Timeline.Moments.Length}; {MomentWord.Clock(step, _tracks)} {MomentWord.ClockCaption(step, _tracks)}";
    }

    private static double MemoryHeight(double width) => Math.Max(420, Math.Round(width * 0.5));

    private Moment? AgainstOf(ExplorerView view) => view.Against is { } id && run.Timeline.TryFind(id, out var moment) ? moment : null;

    /// <summary>What one picture is drawn from and told by, each worked out at most once.</summary>
    private sealed record Scenes(Lazy<MemoryScene> Wide, Lazy<TranslationView> Translation);
}
