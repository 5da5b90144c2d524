using System.Collections.Immutable;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.State.Comparing;

/// <summary>All that decides what the compare page shows: it goes to the address bar and comes back from it.</summary>
public sealed record CompareView
{
    public static CompareView Default { get; } = new();

    public CompareSide Left { get; init; } = new(ScenarioLibrary.Default);

    public CompareSide Right { get; init; } = new(Counterpart(ScenarioLibrary.Default));

    /// <summary>True where one step moves both sides.</summary>
    public bool LocksSteps { get; init; } = true;

    /// <summary>True where both maps show the same part of memory: <see cref="LeftCamera"/>.</summary>
    public bool LocksCameras { get; init; } = true;

    /// <summary>What the left map shows, and the right one where cameras are locked; null for all of memory.</summary>
    public Camera? LeftCamera { get; init; }

    /// <summary>What the right map shows where cameras are free.</summary>
    public Camera? RightCamera { get; init; }

    public ThemeChoice? Theme { get; init; }

    /// <summary>The difference that is pointed at, by <see cref="DifferenceNames"/>; null for none.</summary>
    public string? Difference { get; init; }

    /// <summary>The stop of the guided tour that is open beside the comparison, from 1; null for none.</summary>
    public int? Tour { get; init; }

    public CompareSide this[SideName side] => side == SideName.A ? Left : Right;

    public Camera? CameraOf(SideName side) => side == SideName.A || LocksCameras ? LeftCamera : RightCamera;

    public CompareView With(SideName side, CompareSide value) => side == SideName.A ? this with { Left = value } : this with { Right = value };

    public CompareView With(SideName side, Camera? camera) => side == SideName.A || LocksCameras ? this with { LeftCamera = camera } : this with { RightCamera = camera };

    /// <summary>The page's address for this view, from the root.</summary>
    public string ToUrl() => CompareViewText.Write(this);

    /// <summary>Reads a view from an address. Never fails: what cannot be read keeps its default and leaves a sentence.</summary>
    public static (CompareView View, ImmutableArray<string> Messages) Parse(string uri) => CompareViewText.Read(uri);

    /// <summary>What a scenario is best held against, where nobody says: the other approach to the same thing.</summary>
    public static string Counterpart(string scenario)
    {
        string[] others = ["save-restore", "pkernfs-rfc-as-posted", ScenarioLibrary.Default];
        return others.FirstOrDefault(other => other != scenario && ScenarioLibrary.Names.Contains(other)) ?? ScenarioLibrary.Default;
    }
}
