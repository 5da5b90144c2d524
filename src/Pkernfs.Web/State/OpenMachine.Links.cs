using System.Collections.Immutable;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

/// <summary>What links name of a machine, and what they are given of it.</summary>
public sealed partial class OpenMachine
{
    private (MachineSession Session, CarriedScenario? File)? carried;

    /// <summary>A sentence for each thing that the link names and this machine has not, with what is shown instead.</summary>
    public ImmutableArray<string> Missing { get; private set; } = [];

    /// <summary>The view as it opens anywhere and at any time: without this server's session, and with the scenario's file where it is not built in.</summary>
    public ExplorerView Linked => view.Value with
    {
        Scenario = Session?.ScenarioName ?? view.Value.Scenario,
        File = Session is null ? view.Value.File : File,
        Edits = Branch is { IsBase: false } branch ? branch.Key : Session is null ? view.Value.Edits : null,
        BranchName = Branch?.GivenName,
        Step = Moment?.Step.Id ?? view.Value.Step,
        Session = null,
        Follow = false,
    };

    /// <summary>The same with other values for some keys, each in its written form.</summary>
    public string LinkWith(string change)
    {
        string link = Linked.ToUrl();
        return change.Length == 0 ? link : ExplorerView.Parse($"{link}{(link.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{change}").View.ToUrl();
    }

    /// <summary>True where no address holds the link to this view, so that it is to be had as a file.</summary>
    public bool NeedsFile => File is not null && !LinkLimits.Fits(Linked.ToUrl());

    /// <summary>The file of the scenario that is open; null for a built-in one.</summary>
    private CarriedScenario? File
    {
        get
        {
            if (Session is not { } session) return null;
            if (carried is not { } known || known.Session != session) carried = known = (session, LinkedScenario.CarriedScenarioOf(session.Scenario));
            return known.File;
        }
    }

    /// <summary>The same as far as an address bar holds it; the session is there beside it.</summary>
    private CarriedScenario? FileInAddress => NeedsFile ? null : File;

    private bool IsOf(ExplorerView wanted) => wanted.File is { } file ? File?.Equals(file) == true : wanted.Scenario == Session!.ScenarioName;

    /// <summary>Moves selection and camera to the nearest that there is, where the link names what this machine has not.</summary>
    private void FindWhatTheLinkNames()
    {
        if (Run is not { } run) return;
        if (view.Value.Against is { } against && NearestThings.OfAgainst(against, run.Timeline, Index).Sentence is { } gone) Missing = Missing.Add(gone);
        var (found, sentences) = NearestThings.Of(view.Value, run, Index);
        if (sentences.IsEmpty) return;
        Missing = Missing.AddRange(sentences);
        if (seen == view.Value) seen = found;
        view.Mend(found);
    }
}
