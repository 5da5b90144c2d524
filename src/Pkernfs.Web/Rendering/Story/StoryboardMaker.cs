using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Scenes.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>Makes storyboards of one run, or of two beside each other.</summary>
public static class StoryboardMaker
{
    private static readonly string[] numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <param name="moments">The moments to show; empty for those that tell the run best.</param>
    public static Storyboard Of(RunInspection run, string name, ExplorerView view, IReadOnlyList<int> moments)
    {
        var panels = StoryScene.Of(run, moments.Count > 0 ? moments : StoryMoments.Suggest(run.Timeline), view);
        var rows = panels.Chunk(2).Select(pair => new StoryRow(pair[0], pair.Length > 1 ? pair[1] : null)).ToImmutableArray();
        string count = panels.Length < numbers.Length ? numbers[panels.Length] : panels.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new($"{name}, in {count} picture{(panels.Length == 1 ? "" : "s")}", Machine(run), [], rows);
    }

    /// <summary>A walk-through: its notes in their order, with the moment that each is pinned to.</summary>
    /// <param name="runs">The run of a note's what-if, by its edits in their written form; null for the scenario's own.</param>
    public static Storyboard Of(Walkthrough walkthrough, string name, Func<string?, RunInspection> runs)
    {
        var view = ExplorerView.Default with { Scenario = walkthrough.ScenarioName };
        var panels = walkthrough.Notes.Select((note, i) =>
        {
            var run = runs(note.Edits);
            string about = NoteWords.Thing(note) is { } thing ? $"{char.ToUpperInvariant(thing[0])}{thing[1..]}: " : "";
            return StoryScene.Of(run, i + 1, IndexOf(run, note.Step), about + note.Text.ReplaceLineEndings(" "), note.Over(view).ToUrl());
        });
        return new(walkthrough.Title.Length > 0 ? walkthrough.Title : name, $"{name}. {Machine(runs(null))}", [], [.. panels.Chunk(2).Select(pair => new StoryRow(pair[0], pair.Length > 1 ? pair[1] : null))]);
    }

    private static int IndexOf(RunInspection run, string step) => run.Timeline.TryFind(step, out var moment) ? moment.Step.Index : Sessions.SessionStore.OpeningIndex(run.Timeline);

    /// <summary>Two runs, the same part of the live update in one row.</summary>
    public static Storyboard Of((RunInspection Run, string Name, ExplorerView View) one, (RunInspection Run, string Name, ExplorerView View) other)
    {
        var (left, right) = (Parts(one.Run, one.View), Parts(other.Run, other.View));
        // What stands in a row has one number.
        var rows = left.Keys.Union(right.Keys).Order().Select((part, i) => new StoryRow(Numbered(left.GetValueOrDefault(part), i), Numbered(right.GetValueOrDefault(part), i))).ToImmutableArray();
        return new($"{one.Name} and {other.Name}, part by part", Machine(one.Run), [one.Name, other.Name], rows);
    }

    /// <summary>The panels of a run by the part that they show: the phase, and in the kexec before and after the jump.</summary>
    private static SortedDictionary<(Phase Phase, bool IsJump), StoryPanel> Parts(RunInspection run, ExplorerView view)
    {
        var moments = StoryMoments.OfEachPart(run.Timeline);
        var panels = StoryScene.Of(run, moments, view);
        var parts = new SortedDictionary<(Phase, bool), StoryPanel>();
        for (int i = 0; i < moments.Length; i++)
        {
            var moment = run.Timeline.Moments[moments[i]];
            parts[(moment.Step.Phase, moment.Step.Phase == Phase.Kexec && moment.Machine.Kernel is null)] = panels[i];
        }
        return parts;
    }

    private static StoryPanel? Numbered(StoryPanel? panel, int row) => panel is null ? null : panel with { Number = row + 1 };

    private static string Machine(RunInspection run)
    {
        var plan = run.Timeline.Plan;
        ulong ram = plan.Board.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value);
        string devices = string.Join(", ", plan.Devices.Take(3).Select(device => $"{device.Address}{(device.Persistent ? " assigned" : "")}")) + (plan.Devices.Length > 3 ? $" and {plan.Devices.Length - 3} more" : "");
        return $"{new ByteCount(ram)} of RAM; {plan.Guests.Length} guest{(plan.Guests.Length == 1 ? "" : "s")}; {devices}. All times are modelled, from power-on and, once the vCPUs pause, from there.";
    }
}
