using Microsoft.AspNetCore.Components;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Components.Comparison;

/// <summary>One side: what it is and at which moment, its memory, and its device's way to it.</summary>
public sealed partial class SidePane : IDisposable
{
    /// <summary>A choice that is no machine's name: the other side's run.</summary>
    private const string SameRun = " same";

    private static readonly Lazy<IReadOnlyList<(string Name, string Title)>> builtIn = new(() =>
        [.. ScenarioLibrary.Names.Select(name => (name, ScenarioLibrary.Load(name).Scenario?.Title ?? name))]);

    private (ShownComparison Shown, DeviceChain? Chain)? read;
    private DeviceChain? chain;

    [Inject]
    private OpenComparison Machines { get; set; } = default!;

    [Parameter, EditorRequired]
    public SideName Side { get; set; }

    /// <summary>Raised when the side's map can be locked to the other one.</summary>
    [Parameter]
    public EventCallback Opened { get; set; }

    /// <summary>The side's map; null while there is none.</summary>
    public ComparedMap? Map { get; private set; }

    private SideName Other => Side == SideName.A ? SideName.B : SideName.A;

    private ComparedRun? Run => Machines[Side];

    private ShownComparison? Shown => Machines.Shown;

    private Step? Step => Shown is { } shown ? shown.RunOf(Side).Timeline.Moments[shown.IndexOf(Side)].Step : null;

    private string Value => Machines.View[Side].Machine;

    private IEnumerable<(string Name, string Title)> Choices
    {
        get
        {
            foreach (var choice in builtIn.Value) yield return choice;
            if (!ScenarioLibrary.Names.Contains(Value)) yield return (Value, Run?.Title is { Length: > 0 } title ? title : Value);
            if (!Machines.View.Left.IsSameRun(Machines.View.Right)) yield return (SameRun, $"Another moment of {Other}");
        }
    }

    public void Dispose() => Machines.Changed -= Follow;

    protected override void OnInitialized()
    {
        Machines.Changed += Follow;
        ReadChain();
    }

    private void Follow() => _ = InvokeAsync(() =>
    {
        ReadChain();
        StateHasChanged();
    });

    private void ReadChain()
    {
        if (Shown is not { } shown) chain = null;
        else if (read is not { } known || known.Shown != shown) read = (shown, chain = DeviceChain.Of(shown, Side));
        else chain = known.Chain;
    }

    private void ChooseMachine(ChangeEventArgs chosen)
    {
        if (chosen.Value is not string name || name == Value) return;
        Machines.ChangeMachine(Side, name == SameRun ? Machines.View[Other] : new CompareSide(name));
    }

    private void ChooseStep(ChangeEventArgs chosen)
    {
        if (chosen.Value is string id && Shown is { } shown && shown.RunOf(Side).Timeline.TryFind(id, out var moment)) Machines.GoToSide(Side, moment.Step.Index);
    }

    private void ShowCamera(Camera? camera) => Machines.Show(Machines.View.With(Side, camera));

    private string? ExplorerLink(Step step) => Machines[Side]?.Scenario is { } scenario
        ? (Machines.View[Side].ToExplorer(scenario) with { Step = step.Id, Camera = Machines.View.CameraOf(Side) }).ToUrl()
        : null;
}
