using Microsoft.AspNetCore.Components;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Components.Exploring;

/// <summary>How far the approaches are explored, all together, with the one button that explores what is missing or gives it up.</summary>
public sealed partial class ApproachesState
{
    /// <summary>The approaches' explorations, done or not.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ExploredApproach> Approaches { get; set; } = [];

    [Inject]
    private ExplorationStore Store { get; set; } = default!;

    private IEnumerable<ExploredApproach> Running => Approaches.Where(approach => approach.Work.IsRunning);

    private ExploredApproach? Current => Running.FirstOrDefault(approach => approach.Work.Progress is not null);

    private int Done => Approaches.Count(approach => approach.Work.Table is not null);

    /// <summary>From 0 to 1, each approach an equal part.</summary>
    private double Fraction => Approaches.Sum(approach => PartOf(approach.Work)) / Approaches.Count;

    private string Rest => Done > 0 ? $"{Done} of {Approaches.Count} are explored." : "One after another, in the background.";

    private static double PartOf(ExplorationWork work) => work.Table is not null ? 1 : work.Progress is { Total: > 0 } progress ? (double)progress.Done / progress.Total : 0;

    private void Begin()
    {
        foreach (var approach in Approaches) Store.Begin(approach.Work.Name);
    }

    private void GiveUp()
    {
        // Those that wait first: else each would begin as the one before it is given up.
        foreach (var approach in Approaches.Reverse()) approach.Work.Cancel();
    }
}
