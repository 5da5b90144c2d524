using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Components.Links;

/// <summary>
/// Opens a link that came as a file. What is too long for an address goes into a session here, which the address then names instead; all else is opened as
/// if it had been followed.
/// </summary>
public sealed class LinkFileOpening(SessionStore store, ScenarioDraft draft)
{
    /// <summary>The address to go to, from the root; or a sentence that says why there is none.</summary>
    public async Task<(string? Address, string? Problem)> OpenAsync(string link, CancellationToken cancellation = default)
    {
        string path = link.Split('?', '#')[0];
        switch (path)
        {
            case "/":
                return await OpenExplorerAsync(link, cancellation);
            case "/compare":
                return await OpenComparisonAsync(link, cancellation);
            case OwnScenarioLink.Path when OwnScenarioLink.Read(link).File is { } file:
                draft.Open(file.Text);
                return (OwnScenarioLink.Path, null);
        }
        if (path is not (ExploreView.Path or CostView.Path or "/scenarios" or OwnScenarioLink.Path)) return (null, "It holds no link of the explorer: what follows its first line begins with / and a page's name.");
        return LinkLimits.Fits(link) ? (link, null) : (null, $"Its link has {link.Length} characters, more than any of the explorer's links to that page.");
    }

    private async Task<(string? Address, string? Problem)> OpenExplorerAsync(string link, CancellationToken cancellation)
    {
        var (view, messages) = ExplorerView.Parse(link);
        // As it is, it says itself what of it cannot be read.
        if (LinkLimits.Fits(link)) return (link, null);
        if (view.File is null) return messages.IsEmpty ? (null, $"Its link has {link.Length} characters and carries no scenario.") : (null, string.Join(' ', messages));
        var (session, problem) = await SessionOfAsync(view.Scenario, view.File, cancellation);
        return session is null ? (null, problem) : ((view with { Scenario = session.ScenarioName, File = null, Session = session.Id, Follow = false }).ToUrl(), null);
    }

    private async Task<(string? Address, string? Problem)> OpenComparisonAsync(string link, CancellationToken cancellation)
    {
        if (LinkLimits.Fits(link)) return (link, null);
        var view = CompareView.Parse(link).View;
        foreach (var side in Enum.GetValues<SideName>())
        {
            if (view[side].File is not { } file) continue;
            var (session, problem) = await SessionOfAsync(view[side].Machine, file, cancellation);
            if (session is null) return (null, problem);
            view = view.With(side, view[side] with { Machine = session.Id, File = null });
        }
        return (view.ToUrl(), null);
    }

    /// <summary>A session of a scenario that came along.</summary>
    private async Task<(MachineSession? Session, string? Problem)> SessionOfAsync(string name, CarriedScenario file, CancellationToken cancellation)
    {
        var linked = LinkedScenario.Of(name, file);
        if (linked is { Own: null, Problem: { } wrong }) return (null, wrong);
        try
        {
            var result = linked.Own is { } own ? await Task.Run(() => store.OpenAsync(linked.Name, own, null, cancellation), cancellation) : await store.OpenAsync(linked.Name, cancellation);
            return (result.Session, result.Problem);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            return (null, $"The run failed, which is a mistake of the explorer's, not of the file: {problem.Message}");
        }
    }
}
