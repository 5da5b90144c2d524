using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Invariants;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>The invariants of the run that is looked at, as they stand at the moment shown.</summary>
public sealed partial class InvariantList : IDisposable
{
    /// <summary>Violations shown of one invariant: the first say what is wrong.</summary>
    private const int Most = 4;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    /// <summary>Bytes that break an invariant were chosen.</summary>
    [Parameter]
    public EventCallback<PhysicalRange> BytesChosen { get; set; }

    public void Dispose() => Machine.Changed -= Follow;

    protected override void OnInitialized() => Machine.Changed += Follow;

    private static string LinkTo(InvariantVerdict verdict) => $"select=invariant:{verdict.Invariant.Id}";

    private string Summary(InvariantReport report)
    {
        int broken = report.Verdicts.Count(verdict => !verdict.ByStep[Machine.Index].IsEmpty);
        string here = $"Step {Machine.Index + 1}, {Machine.Moment!.Step.Title}: {(broken == 0 ? $"all {report.Verdicts.Length} hold" : $"{broken} of {report.Verdicts.Length} broken")}.";
        return broken > 0 || report.AllHold ? here : $"{here} {report.Broken.Count()} are broken elsewhere in this run.";
    }

    /// <summary>Those broken here, those broken elsewhere, those that always hold.</summary>
    private IEnumerable<InvariantVerdict> InOrder(InvariantReport report) =>
        report.Verdicts.OrderBy(verdict => !verdict.ByStep[Machine.Index].IsEmpty ? 0 : verdict.Holds ? 2 : 1);

    private void Follow(MomentChange change) => _ = InvokeAsync(StateHasChanged);
}
