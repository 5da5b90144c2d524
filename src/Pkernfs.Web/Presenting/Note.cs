using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>A text pinned to a moment and a thing, with the picture that it speaks of. Notes in order are a walk-through.</summary>
/// <param name="Step">The id of the step at whose end the machine is shown.</param>
/// <param name="Text">What is said, in one or more lines; see <see cref="NoteText"/>.</param>
public sealed record Note(string Step, string Text)
{
    /// <summary>The branch that the moment is in, as <see cref="PlanEdits.Write"/> has it; null for the scenario's own run.</summary>
    public string? Edits { get; init; }

    /// <summary>The thing that it is about; null for the step itself.</summary>
    public Selection? Selection { get; init; }

    /// <summary>What the map shows; null for the whole address space.</summary>
    public Camera? Camera { get; init; }

    public MapLayers Layers { get; init; } = ExplorerView.DefaultLayers;

    /// <summary>The step that memory is held against for the layer of differences; null for the step before.</summary>
    public string? Against { get; init; }

    /// <summary>A note of what a view shows.</summary>
    /// <param name="step">The moment that is shown; the view names it only now and then.</param>
    public static Note Of(ExplorerView view, string step, string text) => new(step, NoteText.Clean(text))
    {
        Edits = view.Edits,
        Selection = view.Selection,
        Camera = view.Camera,
        Layers = view.Layers,
        Against = view.Against,
    };

    /// <summary>The view that shows it, in the same scenario and session.</summary>
    public ExplorerView Over(ExplorerView view) => view with
    {
        Step = Step,
        Edits = Edits,
        BranchName = view.Edits == Edits ? view.BranchName : null,
        Selection = Selection,
        Camera = Camera,
        Layers = Layers,
        Against = Against,
    };

    /// <summary>The edits one by one.</summary>
    public ImmutableArray<PlanEdit> PlanEdits() => Edits is not null && Core.LiveUpdate.PlanEdits.TryParse(Edits, out var edits, out _) ? edits : [];
}
