using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws what a link shows, on this server: a session's machine, or a scenario's run.</summary>
public sealed class PictureSource(SessionStore store)
{
    /// <summary>The picture, or a sentence that says why there is none.</summary>
    public async Task<(RenderedPicture? Picture, string? Problem)> DrawAsync(PictureOrder order, CancellationToken cancellation)
    {
        var view = order.View;
        if (view.Session is { } id && store.Find(id) is { } session)
        {
            var branch = (view.Edits is null ? null : session.Branches.Find(view.Edits)) ?? session.Branches.Base;
            return (Draw(order, MakerOf(branch.Run, session.Scenario.Title)), null);
        }
        var (scenario, problem) = Read(view);
        if (scenario is null) return (null, problem);
        return await store.AskAsync(view.Scenario, scenario, run => Draw(order, MakerOf(run, scenario.Title)), cancellation: cancellation).ConfigureAwait(false);
    }

    /// <summary>What must hold is worked out once a run, for pages and pictures alike.</summary>
    private PictureMaker MakerOf(RunInspection run, string title) => new(run, title, () => store.Invariants.Of(run).GetAwaiter().GetResult());

    private static RenderedPicture Draw(PictureOrder order, PictureMaker maker) =>
        maker.Make(order.Kind, order.View with { Session = null, Follow = false }, maker.IndexOf(order.View.Step), order.Theme, order.Size);

    private static (Scenario? Scenario, string? Problem) Read(ExplorerView view)
    {
        if (!ScenarioLibrary.Names.Contains(view.Scenario)) return (null, $"There is no scenario \"{view.Scenario}\" here. Built in are: {string.Join(", ", ScenarioLibrary.Names)}.");
        var read = ScenarioLibrary.Load(view.Scenario);
        if (read.Scenario is not { } scenario) return (null, read.Findings[0].ToString());
        if (view.Edits is null || !PlanEdits.TryParse(view.Edits, out var edits, out string? problem)) return (scenario, null);
        var plan = scenario.Plan with { Edits = scenario.Plan.Edits.AddRange(edits) };
        var problems = PlanEdits.Check(plan);
        return problems.IsEmpty ? (scenario with { Plan = plan }, problem) : (null, string.Join(' ', problems));
    }
}
