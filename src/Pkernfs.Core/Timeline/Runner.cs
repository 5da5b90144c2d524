using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Timeline;

/// <summary>Does steps one after another, each on the machine that the one before it left.</summary>
public static class Runner
{
    /// <summary>The whole run of a plan.</summary>
    public static RunTimeline Run(LiveUpdatePlan plan, CancellationToken cancellation = default) => Run(plan, null, cancellation);

    /// <summary>The whole run of a plan; says before each step how far it is.</summary>
    public static RunTimeline Run(LiveUpdatePlan plan, IProgress<RunProgress>? progress, CancellationToken cancellation = default)
    {
        var steps = Approaches.Steps(plan);
        return new(plan, Continue(plan, MachineState.PowerOn(plan), steps.Select(Told), 0, 0, cancellation));

        StepDefinition Told(StepDefinition step, int index)
        {
            progress?.Report(new(index, steps.Length, step.Title));
            return step;
        }
    }

    /// <summary>Some steps from any machine on: the same machine and steps give the same moments.</summary>
    /// <param name="firstIndex">The index of the first of them.</param>
    /// <param name="clock">Modelled nanoseconds at their start.</param>
    public static ImmutableArray<Moment> Continue(
        LiveUpdatePlan plan,
        MachineState machine,
        IEnumerable<StepDefinition> steps,
        int firstIndex,
        long clock,
        CancellationToken cancellation = default)
    {
        var moments = ImmutableArray.CreateBuilder<Moment>();
        foreach (var definition in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var moment = Do(plan, machine, definition, firstIndex + moments.Count, clock, cancellation);
            moments.Add(moment);
            machine = moment.Machine;
            clock = moment.Step.ClockNanoseconds;
        }
        return moments.ToImmutable();
    }

    /// <summary>
    /// A run whose plan differs in its edits alone from another one's: the moments before the first difference are that run's own.
    /// </summary>
    public static RunTimeline Branch(RunTimeline parent, LiveUpdatePlan plan, CancellationToken cancellation = default)
    {
        var steps = Approaches.Steps(plan);
        int shared = SharedSteps(parent, steps);
        var (machine, clock) = shared == 0 ? (MachineState.PowerOn(plan), 0) : (parent.Moments[shared - 1].Machine, parent.Moments[shared - 1].Step.ClockNanoseconds);
        return new(plan, [.. parent.Moments[..shared], .. Continue(plan, machine, steps.Skip(shared), shared, clock, cancellation)]);
    }

    /// <summary>How many of a run's first moments are also those of another list of its plan's steps.</summary>
    public static int SharedSteps(RunTimeline parent, ImmutableArray<StepDefinition> steps)
    {
        var former = Approaches.Steps(parent.Plan);
        int shared = 0;
        while (shared < parent.Moments.Length && shared < steps.Length && IsSame(former[shared], steps[shared])) shared++;
        return shared;
    }

    private static bool IsSame(StepDefinition one, StepDefinition other) =>
        one.Id == other.Id && one.Fault == other.Fault && one.Edit == other.Edit && one.Arguments.SequenceEqual(other.Arguments);

    /// <summary>One step, then one step's worth of running devices and vCPUs.</summary>
    private static Moment Do(LiveUpdatePlan plan, MachineState machine, StepDefinition definition, int index, long clock, CancellationToken cancellation)
    {
        var operation = new Operation(plan, machine) { Arguments = definition.Arguments };
        operation.Hardware.Memory.Cancellation = cancellation;
        try
        {
            definition.Act(operation);
        }
        catch (KernelBugException bug)
        {
            // A what-if can bring software into a state that its own code rules out, such as two boots of one kernel.
            operation.Panic($"BUG in {definition.Id}: {bug.Message}");
        }
        var touched = operation.Hardware.Memory.Touched.ToImmutableArray();
        int functionWrites = operation.Hardware.FunctionWrites;
        var registerWrites = operation.Hardware.RegisterWrites;
        var counts = operation.Hardware.Memory.Work
            .With(WorkKind.RegisterWrites, (ulong)registerWrites.Length)
            .With(WorkKind.FunctionWrites, (ulong)functionWrites);
        // A fault is a mistake that strikes, not work that somebody does.
        FixedWork? fixedWork = definition.Fault is null ? FixedWorks.Of(definition.Id) : null;
        var work = new StepWork(counts, fixedWork) { Rounds = fixedWork == FixedWork.Watching ? 1 : operation.Rounds };
        long cost = CostModel.Of(work, CostParameters.Default);

        operation.Beat();
        var dma = new DmaTraffic(operation.Hardware).Run();
        var next = operation.Seal();
        var step = new Step
        {
            Index = index,
            Id = definition.Id,
            Phase = definition.Phase,
            Actor = definition.Actor,
            Boot = definition.Boot,
            RfcRow = definition.RfcRow,
            Title = definition.Title,
            Explanation = string.Join(' ', [definition.Explanation, .. operation.Facts]),
            Details = operation.Details,
            Source = definition.Source,
            Touched = touched,
            TouchedHardware = registerWrites.Length > 0 || functionWrites > 0,
            RegisterWrites = registerWrites,
            Work = work,
            CostNanoseconds = cost,
            ClockNanoseconds = clock + cost,
            DmaByDevice = dma,
            InBlackout = definition.Phase >= Phase.PauseAndSerialise && !(plan.GuestsRun(machine) && plan.GuestsRun(next)),
            Arguments = definition.Arguments,
            Fault = definition.Fault,
            Edit = definition.Edit,
            Refusals = operation.Refusals,
            Panic = operation.PanicMessage,
            Problems = operation.Problems,
        };
        return new Moment(step, next);
    }
}
