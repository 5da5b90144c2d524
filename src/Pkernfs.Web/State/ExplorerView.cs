using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

/// <summary>
/// All that decides what the explorer shows: it goes to the address bar and comes back from it. Names things by meaning
/// (a step's id, an address), never by an internal number, so that a link opens for good.
/// </summary>
public sealed record ExplorerView
{
    /// <summary>What opens when a link names no scenario: the RFC's own example.</summary>
    public const string DefaultScenario = ScenarioLibrary.Default;

    public const MapLayers DefaultLayers = MapLayers.Ownership | MapLayers.Dma;

    public static ExplorerView Default { get; } = new();

    /// <summary>The scenario's id.</summary>
    public string Scenario { get; init; } = DefaultScenario;

    /// <summary>The scenario's whole file, for one that is not built in; null for a built-in one, or where a session has it.</summary>
    public CarriedScenario? File { get; init; }

    /// <summary>What is done differently from the scenario, as <see cref="Core.LiveUpdate.PlanEdits.Write"/> has it; null for the scenario's own run.</summary>
    public string? Edits { get; init; }

    /// <summary>What people call the branch of those edits; null where it has no name but the edits themselves.</summary>
    public string? BranchName { get; init; }

    /// <summary>The id of the step at whose end the machine is shown; null for the scenario's most telling moment.</summary>
    public string? Step { get; init; }

    /// <summary>What the map shows; null for the whole address space.</summary>
    public Camera? Camera { get; init; }

    public Selection? Selection { get; init; }

    /// <summary>The device whose tables the translation's tree shows; null for the one that the view is about anyway.</summary>
    public PciAddress? Tree { get; init; }

    /// <summary>Keys of the tree's boxes whose rows are all shown, as <see cref="ViewValues.TryReadUnfolded"/> has them; null for none.</summary>
    public string? Unfolded { get; init; }

    /// <summary>True where the translation is a list of sentences instead of a drawing.</summary>
    public bool ListsTranslation { get; init; }

    public MapLayers Layers { get; init; } = DefaultLayers;

    /// <summary>The id of the step at whose end memory is held against that shown, for the layer of differences; null for the step before.</summary>
    public string? Against { get; init; }

    /// <summary>The colours the link asks for; null leaves them to the reader.</summary>
    public ThemeChoice? Theme { get; init; }

    /// <summary>A running machine's id; null for one of the reader's own.</summary>
    public string? Session { get; init; }

    /// <summary>True to move along as the session moves.</summary>
    public bool Follow { get; init; }

    /// <summary>The stop of the guided tour that is open beside the view, from 1; null for none.</summary>
    public int? Tour { get; init; }

    /// <summary>The explorer's address for this view, from the root: "/?step=zap-host-functions". Defaults are left out.</summary>
    public string ToUrl() => ExplorerViewText.Write(this);

    /// <summary>
    /// Reads a view from an address, absolute or from the root. Never fails: what cannot be read keeps its default and
    /// leaves a sentence in <see cref="ParsedView.Messages"/>.
    /// </summary>
    public static ParsedView Parse(string uri) => ExplorerViewText.Read(uri);
}
