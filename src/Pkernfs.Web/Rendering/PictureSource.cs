using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Clips;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws what a link shows, on this server: a session's machine, or a scenario's run.</summary>
public sealed class PictureSource(SessionStore store) : IDisposable
{
    private readonly ComparisonSource comparisons = new(store);

    // Drawing takes a processor for a moment: no more at once than leave one to those who look at machines.
    private readonly SemaphoreSlim drawing = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>The views that are drawn by address.</summary>
    public static ImmutableArray<PictureView> Offered { get; } = [.. PictureMaker.Drawn, PictureView.Compare];

    /// <summary>Draws what an address asks for: a view by its word, and a picture's query.</summary>
    /// <param name="origin">The server's address for links in the picture: "https://host"; empty for links from the root.</param>
    /// <returns>The picture, or a sentence that says why there is none.</returns>
    public async Task<(RenderedPicture? Picture, string? Problem)> DrawAsync(string view, string query, CancellationToken cancellation, string origin = "")
    {
        if (!ViewValues.TryReadWord(view, out PictureView kind) || !Offered.Contains(kind))
            return (null, NoView(view, "draw", Offered));
        PictureOrder? order = null;
        if (!PictureQuery.TryRead(query, out var read, out string? problem) || (kind != PictureView.Compare && !PictureOrder.TryRead(kind, query, out order, out problem))) return (null, problem);
        if (kind == PictureView.Walk && order!.View.Selection is not Selection.DeviceAddress) return (null, "There is nothing to walk: select an address of a device, such as select=iova:01:00.0:0xa3b7d40.");
        await drawing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return order is null ? await comparisons.DrawAsync(read, origin, cancellation).ConfigureAwait(false) : await DrawAsync(order, origin, cancellation).ConfigureAwait(false);
        }
        finally
        {
            drawing.Release();
        }
    }

    /// <summary>
    /// True where a session's scenario is found by its name on any server: it is built in, and no file that has a built-in's name. What is not
    /// is found by its session alone, as long as that lasts.
    /// </summary>
    public static bool OpensByName(MachineSession session) => ScenarioLibrary.Text(session.ScenarioName) is { } text && (session.Scenario.Text.Length == 0 || session.Scenario.Text == text);

    public void Dispose() => drawing.Dispose();

    /// <summary>The same view in words: letters for mail (txt), or rows (md, csv, json).</summary>
    /// <returns>The text, or a sentence that says why there is none.</returns>
    public async Task<(string? Text, string? Problem)> TellAsync(string view, string query, string format, CancellationToken cancellation, string origin = "")
    {
        if (!ViewValues.TryReadWord(view, out PictureView kind)) return (null, NoView(view, "tell", Enum.GetValues<PictureView>()));
        if (!PictureOrder.TryRead(kind, query, out var order, out string? problem)) return (null, problem);
        var (told, refusal) = await AskAsync(order.View with { Follow = false }, (maker, shown) => Tell(maker, kind, shown, format, cancellation), cancellation, origin).ConfigureAwait(false);
        return told ?? (null, refusal);
    }

    /// <summary>A run as a storyboard; with another scenario, both beside each other.</summary>
    public async Task<(Storyboard? Board, string? Problem)> StoryAsync(StoryQuery story, CancellationToken cancellation)
    {
        if (story.Pair is { } pair) return await comparisons.TellAsync(pair, cancellation).ConfigureAwait(false);
        var view = story.View with { Step = null, Camera = null, Selection = null, Tree = null, Unfolded = null, ListsTranslation = false, Against = null };
        if (story.With is null)
        {
            var (told, refusal) = await AskAsync(view, (maker, shown) => Tell(maker, shown, story.Steps), cancellation).ConfigureAwait(false);
            return told ?? (null, refusal);
        }
        var (one, problem) = await AskAsync(view, (maker, shown) => new Boxed<(RunInspection, string, ExplorerView)>((maker.Run, maker.Name, shown)), cancellation).ConfigureAwait(false);
        if (one is null) return (null, problem);
        var other = ExplorerView.Default with { Scenario = ScenarioLibrary.Resolve(story.With) };
        var (both, wrong) = await AskAsync(other, (maker, shown) => new Boxed<Storyboard>(StoryboardMaker.Of(one.Value, (maker.Run, maker.Name, shown))), cancellation).ConfigureAwait(false);
        return (both?.Value, wrong);
    }

    /// <summary>A span of steps as an animated picture.</summary>
    /// <returns>The clip, or a sentence that says why there is none.</returns>
    public async Task<(Clip? Clip, string? Problem)> ClipAsync(string view, string query, CancellationToken cancellation, string origin = "")
    {
        if (!ViewValues.TryReadWord(view, out PictureView kind)) return (null, NoView(view, "draw", PictureMaker.Drawn));
        if (!ClipQuery.TryRead(kind, query, out var read, out string? problem)) return (null, problem);
        await drawing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (made, refusal) = await AskAsync(read.Order.View with { Follow = false, Step = null }, (maker, shown) => Clip(maker, shown, read, cancellation), cancellation, origin).ConfigureAwait(false);
            return made ?? (null, refusal);
        }
        finally
        {
            drawing.Release();
        }
    }

    private static (Clip? Clip, string? Problem)? Clip(PictureMaker maker, ExplorerView view, ClipQuery read, CancellationToken cancellation)
    {
        if (StepsOf(maker.Run.Timeline, [read.From, read.To], out string? missing) is not [var first, var last]) return (null, missing);
        return (ClipMaker.Of(maker, read.Order.Kind, view, first, last, read.Order.Theme, out string? problem, cancellation), problem);
    }

    private static (Storyboard? Board, string? Problem)? Tell(PictureMaker maker, ExplorerView view, ImmutableArray<string> ids) =>
        StepsOf(maker.Run.Timeline, ids, out string? missing) is { } steps ? (StoryboardMaker.Of(maker.Run, maker.Name, view, [.. steps.Select(step => step.Index).Distinct().Order()]), null) : (null, missing);

    /// <summary>Steps by their ids; null, with a sentence, where the run has not all of them.</summary>
    private static Step[]? StepsOf(RunTimeline timeline, IEnumerable<string> ids, out string? problem)
    {
        var steps = new List<Step>();
        foreach (string id in ids)
        {
            if (timeline.TryFind(id, out var moment)) steps.Add(moment.Step);
            else
            {
                problem = $"This run has no step \"{ViewValues.Shorten(id)}\".{NearestName.Hint(id, timeline.Moments.Select(one => one.Step.Id))}";
                return null;
            }
        }
        problem = null;
        return [.. steps];
    }

    private static string NoView(string view, string verb, IEnumerable<PictureView> offered) => $"There is no view \"{ViewValues.Shorten(view)}\" to {verb}: ask for {string.Join(", ", offered.Select(ViewValues.Word))}.";

    private static (string? Text, string? Problem)? Tell(PictureMaker maker, PictureView kind, ExplorerView view, string format, CancellationToken cancellation)
    {
        var found = FoundView.Of(view, maker.Run);
        if (format == "txt") return (maker.Text(kind, found.View, found.Index, isAscii: false, out string? none, NoteOf(found)), none);
        return maker.Table(kind, found.View, found.Index, out string? missing, cancellation) is { } table ? (TableWriter.Write(table, format), null) : (null, missing);
    }

    private async Task<(RenderedPicture? Picture, string? Problem)> DrawAsync(PictureOrder order, string origin, CancellationToken cancellation)
    {
        var (drawn, problem) = await AskAsync(order.View, (maker, view) => new Boxed<RenderedPicture>(Draw(order, view, maker)), cancellation, origin).ConfigureAwait(false);
        return (drawn?.Value, problem);
    }

    /// <summary>An answer from the run that a view is of.</summary>
    private async Task<(T? Answer, string? Problem)> AskAsync<T>(ExplorerView view, Func<PictureMaker, ExplorerView, T> ask, CancellationToken cancellation, string origin = "")
    {
        string? asked = view.Session;
        if (view.Session is { } id && store.Find(id) is { } session)
        {
            var branch = view.Edits is null ? session.Branches.Base : session.Branches.Find(view.Edits);
            bool isBuiltIn = OpensByName(session);
            if (branch is not null) return (ask(MakerOf(branch.Run, session.Scenario.Title, origin), view with { Scenario = session.ScenarioName, Session = isBuiltIn ? null : id }), null);
            if (!isBuiltIn) return (default, $"The session has no branch \"{view.Edits}\": open it in the explorer first, or leave \"edits\" out.");
            view = view with { Scenario = session.ScenarioName };
        }
        view = view with { Session = null };
        var (scenario, problem) = Read(view);
        if (scenario is null) return (default, asked is not null && store.Find(asked) is null ? $"The session {asked} is not there any more. {problem}" : problem);
        var (answer, refusal) = await store.AskAsync(view.Scenario, scenario, run => new Boxed<T>(ask(MakerOf(run, scenario.Title, origin), view)), cancellation: cancellation).ConfigureAwait(false);
        return (answer is null ? default : answer.Value, refusal);
    }

    /// <summary>What must hold is worked out once a run, for pages and pictures alike.</summary>
    private PictureMaker MakerOf(RunInspection run, string title, string origin) => new(run, title, () => store.Invariants.Of(run).GetAwaiter().GetResult(), origin);

    private static RenderedPicture Draw(PictureOrder order, ExplorerView view, PictureMaker maker)
    {
        var found = FoundView.Of(view with { Follow = false }, maker.Run);
        return maker.Make(order.Kind, found.View, found.Index, order.Theme, order.Size, order.IsFramed, NoteOf(found));
    }

    private static string? NoteOf(FoundView found) => found.Sentences.IsEmpty ? null : string.Join(' ', found.Sentences);

    private static (Scenario? Scenario, string? Problem) Read(ExplorerView view)
    {
        if (view.File is { } file)
        {
            var carried = LinkedScenario.Of(view.Scenario, file);
            return carried.Unreadable is { } why ? (null, why) : WithEdits(carried.Own ?? ScenarioLibrary.Load(carried.Name).Scenario!, view);
        }
        if (!ScenarioLibrary.Names.Contains(view.Scenario)) return (null, $"There is no scenario \"{view.Scenario}\" here. Built in are: {string.Join(", ", ScenarioLibrary.Names)}.");
        var read = ScenarioLibrary.Load(view.Scenario);
        return read.Scenario is { } scenario ? WithEdits(scenario, view) : (null, read.Findings[0].ToString());
    }

    private static (Scenario? Scenario, string? Problem) WithEdits(Scenario scenario, ExplorerView view)
    {
        if (view.Edits is null || !PlanEdits.TryParse(view.Edits, out var edits, out string? problem)) return (scenario, null);
        var plan = scenario.Plan with { Edits = scenario.Plan.Edits.AddRange(edits) };
        var problems = PlanEdits.Check(plan);
        return problems.IsEmpty ? (scenario with { Plan = plan }, problem) : (null, string.Join(' ', problems));
    }

    /// <summary>An answer as a reference, which is null where there is none.</summary>
    private sealed record Boxed<T>(T Value);
}
