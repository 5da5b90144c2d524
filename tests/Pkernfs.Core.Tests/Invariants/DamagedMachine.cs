using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>A moment of a built-in run, changed by a debugger's hand, and what an invariant says of it.</summary>
internal static class DamagedMachine
{
    /// <summary>What breaks the invariant of that id after a step of an untouched run.</summary>
    public static ImmutableArray<Violation> Check(this RunTimeline run, string invariant, string step) =>
        InvariantReport.At(Find(invariant), new RunInspection(run), run.At(step).Step.Index);

    /// <summary>The same, with the machine after that step put in place of what it is.</summary>
    public static ImmutableArray<Violation> Check(this RunTimeline run, string invariant, string step, Func<MachineState, MachineState> damage)
    {
        int index = run.At(step).Step.Index;
        var changed = run with { Moments = run.Moments.SetItem(index, run.Moments[index] with { Machine = damage(run.Moments[index].Machine) }) };
        return InvariantReport.At(Find(invariant), new RunInspection(changed), index);
    }

    /// <summary>The same, with bytes changed.</summary>
    public static ImmutableArray<Violation> CheckPoked(this RunTimeline run, string invariant, string step, Action<MemoryWriter> change) =>
        run.Check(invariant, step, machine => Runs.Poke(machine, change));

    private static Invariant Find(string id) => Catalogue<Invariant>.Find(id) ?? throw new ArgumentException($"There is no invariant {id}.", nameof(id));
}
