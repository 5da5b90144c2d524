using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>What links name of a comparison: its scenarios, and the difference that is pointed at.</summary>
public sealed partial class OpenComparison
{
    /// <summary>The number of the difference that is pointed at, from 1; 0 for none.</summary>
    public int Pointed { get; private set; }

    /// <summary>What links call each difference, in order; empty while nothing is compared.</summary>
    public ImmutableArray<string> DifferenceNames { get; private set; } = [];

    /// <summary>The view as it opens anywhere, without this server's sessions.</summary>
    public CompareView Linked => View with { Left = Whole(SideName.A), Right = Whole(SideName.B) };

    /// <summary>The same with other values for some keys, each in its written form.</summary>
    public string LinkWith(string change) => change.Length == 0 ? Linked.ToUrl() : CompareView.Parse($"{Linked.ToUrl()}&{change}").View.ToUrl();

    /// <summary>True where the address names a session of this server, because the scenario's file is too long for it.</summary>
    public bool NeedsFile => Linked != View;

    /// <summary>Brings out one difference in list and pictures while it is pointed at; 0 for the one that was chosen.</summary>
    public void Point(int number)
    {
        hovered = number;
        Bring(number == 0 ? Chosen : number);
    }

    /// <summary>Keeps one difference brought out, in the address, too; the same one again lets it go.</summary>
    public void Choose(int number)
    {
        string? name = number - 1 < DifferenceNames.Length ? DifferenceNames[number - 1] : null;
        Show(View with { Difference = View.Difference == name ? null : name });
        Bring(hovered == 0 ? Chosen : hovered);
    }

    private int Chosen => View.Difference is { } name ? DifferenceNames.IndexOf(name) + 1 : 0;

    private void Bring(int number)
    {
        if (Pointed == number) return;
        Pointed = number;
        Changed?.Invoke();
    }

    /// <summary>Points at the difference that the view names: where these two moments have it not, at the nearest if a link asked for it, else at none.</summary>
    private void FindDifference()
    {
        hovered = 0;
        DifferenceNames = Links.DifferenceNames.Of(Shown!.Comparison);
        if (View.Difference is { } wanted && Chosen == 0 && isPointing)
        {
            int? near = Links.DifferenceNames.Find(DifferenceNames, wanted);
            Messages = Messages.Add($"These moments have no difference \"{wanted}\"; {(near is { } found ? $"pointed at is \"{Shown.Comparison.Differences[found].What}\"" : "none is pointed at")}.");
            View = View with { Difference = near is { } at ? DifferenceNames[at] : null };
            WriteAddress(keepInHistory: false);
        }
        isPointing = false;
        Pointed = Chosen;
    }

    /// <summary>A side as near to what a link asks for as there is, with a sentence for what is not there.</summary>
    private CompareSide Nearest(CompareSide side, string name)
    {
        if (side.File is null && store.Find(side.Machine) is { } session) side = CompareSide.Of(session, side.Edits, side.Step);
        if (side.File is not null || store.Find(side.Machine) is null)
        {
            var linked = LinkedScenario.Of(side.Machine, side.File);
            if (linked.Problem is { } problem) Messages = Messages.Add($"{name}: {problem}");
            side = side with { Machine = linked.Name, File = linked.Own is { } own ? LinkedScenario.CarriedScenarioOf(own) : null };
        }
        if (side.Edits.Length == 0 || ComparedScenario.Find(side, store) is not { } scenario || !PlanEdits.TryParse(side.Edits, out var edits, out _)) return side;
        // A side's edits are all of them, those of its scenario's file among them.
        var made = ReadableEdits.Makeable(scenario.Plan with { Edits = [] }, edits, out string? left);
        if (left is not null) Messages = Messages.Add($"{name}: {left}");
        return side with { Edits = PlanEdits.Write(made) };
    }

    private CompareSide Whole(SideName side) => View[side].File is null && this[side]?.Scenario is { } scenario && LinkedScenario.CarriedScenarioOf(scenario) is { } file
        ? View[side] with { Machine = scenario.Name, File = file }
        : View[side];
}
