using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>What a what-if changed in a run, step by step, read from the run's edits and held against its approach's own list.</summary>
/// <param name="ById">The steps that are not as the approach has them.</param>
/// <param name="Ghosts">The steps that were left out, in order.</param>
public sealed record StepChanges(ImmutableDictionary<string, StepChange> ById, ImmutableArray<StepGhost> Ghosts)
{
    public static StepChanges None { get; } = new(ImmutableDictionary<string, StepChange>.Empty, []);

    public static StepChanges Of(RunTimeline timeline)
    {
        if (timeline.Plan.Edits.IsEmpty) return None;
        var former = Approaches.Of(timeline.Plan).Steps(timeline.Plan);
        var steps = timeline.Moments.Select(moment => moment.Step).ToImmutableArray();
        var byId = steps.Where(step => step.Edit is not null).ToImmutableDictionary(step => step.Id, step => Change(step, former));
        return new(byId, GhostsOf(steps, former));
    }

    private static StepChange Change(Step step, ImmutableArray<StepDefinition> former)
    {
        if (step.Fault is { } id)
        {
            return new(StepChangeKind.Fault, NumberOf(id), $"Fault {NumberOf(id)}, put in by this branch.") { Expected = Catalogue<Fault>.Find(id)?.Expectation };
        }
        if (step.Edit is InjectFault cause) return new(StepChangeKind.Changed, NumberOf(cause.Fault), $"Not as the scenario has it: fault {NumberOf(cause.Fault)} struck after {cause.After}.");
        var words = new List<string>();
        int place = former.ToList().FindIndex(known => known.Id == step.Id);
        bool moved = step.Edit is MoveStep || (place >= 0 && former[place].Phase != step.Phase);
        if (moved) words.Add(place <= 0 ? "Moved here." : $"Moved here; the scenario does it after \"{former[place - 1].Title}\".");
        if (place >= 0)
        {
            words.AddRange(step.Arguments.Zip(former[place].Arguments).Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => $"{pair.First.Name} {pair.Second.Value} → {pair.First.Value}"));
        }
        bool changed = words.Count > (moved ? 1 : 0);
        return new(changed ? StepChangeKind.Changed : StepChangeKind.Moved, (moved, changed) switch { (true, true) => "moved, changed", (true, _) => "moved", _ => "changed" }, string.Join(" ", words));
    }

    private static string NumberOf(string fault) => Catalogue<Fault>.Find(fault)?.Number ?? fault;

    private static ImmutableArray<StepGhost> GhostsOf(ImmutableArray<Step> steps, ImmutableArray<StepDefinition> former)
    {
        var places = steps.ToDictionary(step => step.Id, step => step.Index);
        var ghosts = ImmutableArray.CreateBuilder<StepGhost>();
        for (int index = 0; index < former.Length; index++)
        {
            var gone = former[index];
            if (places.ContainsKey(gone.Id)) continue;
            int before = former.Take(index).Reverse().Select(step => places.GetValueOrDefault(step.Id, -1)).FirstOrDefault(place => place >= 0, -1);
            int after = former.Skip(index + 1).Select(step => places.GetValueOrDefault(step.Id, -1)).FirstOrDefault(place => place >= 0, -1);
            // In its own phase where that still has a neighbour of it.
            bool isBefore = before < 0 || (steps[before].Phase != gone.Phase && after >= 0 && steps[after].Phase == gone.Phase);
            ghosts.Add(new(gone.Id, gone.Title, isBefore ? Math.Max(0, after) : before, isBefore));
        }
        return ghosts.ToImmutable();
    }
}

/// <summary>How a step differs from the approach's own.</summary>
/// <param name="Mark">In a word or two: "F3", "changed".</param>
/// <param name="Words">In a sentence: "iova 0x100000 → 0x200000".</param>
public sealed record StepChange(StepChangeKind Kind, string Mark, string Words)
{
    /// <summary>What a reader should expect of a fault; null for anything else.</summary>
    public string? Expected { get; init; }
}

/// <summary>What was done to a step.</summary>
public enum StepChangeKind
{
    /// <summary>It is a fault that was put in.</summary>
    Fault,

    /// <summary>It is given something else.</summary>
    Changed,

    /// <summary>It is done at another time.</summary>
    Moved,
}

/// <summary>A step that was left out, at its place.</summary>
/// <param name="Neighbour">The index of the step beside it in this run.</param>
/// <param name="IsBefore">True where it stood right before that step, false where right after it.</param>
public sealed record StepGhost(string Id, string Title, int Neighbour, bool IsBefore);
