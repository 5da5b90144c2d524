using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>A moment that every live update has whatever its steps are called, found by what it means.</summary>
/// <param name="Id">Its name in links and lists, for good: "no-kernel".</param>
/// <param name="Title">A few words: "no kernel".</param>
public sealed record MatchPoint(string Id, string Title)
{
    private static readonly ImmutableArray<(MatchPoint Point, Func<RunTimeline, int?> Find)> _all =
    [
        (new("kernel-a-booted", "kernel A booted"), run => LastOf(run, Phase.Boot1)),
        (new("guest-runs", "the guest runs"), run => LastOf(run, Phase.Running)),
        (new("before-pause", "before the pause"), run => FirstOf(run, Phase.PauseAndSerialise) is > 0 and var pause ? pause - 1 : null),
        (new("paused", "paused, the next kernel loaded"), run => LastOf(run, Phase.PauseAndSerialise)),
        (new("jump", "the jump"), Jump),
        (new("no-kernel", "no kernel, the next one in place"), run => Jump(run) is { } jump ? NoKernelUntil(run, jump) : null),
        (new("kernel-b-booted", "kernel B to user space"), run => LastOf(run, Phase.Boot2)),
        (new("guest-again", "the guest runs again"), GuestAgain),
        (new("complete", "update complete"), run => run.Moments.Length - 1),
    ];

    /// <summary>All of them, in time's order.</summary>
    public static ImmutableArray<MatchPoint> All { get; } = [.. _all.Select(entry => entry.Point)];

    public static MatchPoint? Find(string id) => All.FirstOrDefault(point => point.Id == id);

    /// <summary>The moment's index in a run; null where the run never comes to it.</summary>
    public int? IndexIn(RunTimeline run) => _all.First(entry => entry.Point == this).Find(run);

    /// <summary>Where two moments both are; null where they are at no common point.</summary>
    public static MatchPoint? At(RunTimeline left, int leftIndex, RunTimeline right, int rightIndex) =>
        All.FirstOrDefault(point => point.IndexIn(left) == leftIndex && point.IndexIn(right) == rightIndex);

    private static int? FirstOf(RunTimeline run, Phase phase) => run.Moments.FirstOrDefault(moment => moment.Step.Phase == phase)?.Step.Index;

    private static int? LastOf(RunTimeline run, Phase phase) => run.Moments.LastOrDefault(moment => moment.Step.Phase == phase)?.Step.Index;

    private static int? Jump(RunTimeline run) =>
        run.Moments.Skip(1).FirstOrDefault(moment => moment.Machine.Kernel is null && run.Moments[moment.Step.Index - 1].Machine.Kernel is not null)?.Step.Index;

    private static int NoKernelUntil(RunTimeline run, int jump)
    {
        while (jump + 1 < run.Moments.Length && run.Moments[jump + 1].Machine.Kernel is null) jump++;
        return jump;
    }

    private static int? GuestAgain(RunTimeline run) => FirstOf(run, Phase.PauseAndSerialise) is { } pause
        ? run.Moments.Skip(pause).SkipWhile(moment => run.Plan.GuestsRun(moment.Machine)).FirstOrDefault(moment => run.Plan.GuestsRun(moment.Machine))?.Step.Index
        : null;
}
