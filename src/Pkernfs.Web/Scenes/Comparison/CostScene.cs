using System.Collections.Immutable;
using Pkernfs.Core.Costs;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>What the update costs on both sides, phase by phase; all of it modelled.</summary>
/// <param name="Rows">From what is done before the pause to what is done after the guest runs again.</param>
/// <param name="Left">The left's whole report, for what is no phase: blackout, blocked mappings, bytes.</param>
public sealed record CostScene(ImmutableArray<CostRow> Rows, CostReport Left, CostReport Right)
{
    private static readonly ImmutableArray<(string Name, Func<Step, bool> Is)> _parts =
    [
        ("Prepare", step => step.Phase == Phase.Prepare),
        ("Pause and save VM", step => step.Phase == Phase.PauseAndSerialise && step.Id != LoadStep),
        ("Load kernel B", step => step.Phase == Phase.PauseAndSerialise && step.Id == LoadStep),
        ("PCI shutdown, zap", step => step is { Phase: Phase.Kexec, Boot: not null }),
        ("No kernel", step => step is { Phase: Phase.Kexec, Boot: null }),
        ("Kernel B to user space", step => step.Phase == Phase.Boot2),
        ("User space restores", step => step.Phase == Phase.UserspaceRestore),
        ("Finish", step => step.Phase == Phase.Finish),
    ];

    private const string LoadStep = "load-kernel-b";

    /// <summary>The longest cost of a row: the bars' scale; at least 1.</summary>
    public long Longest => Math.Max(1, Rows.Max(row => Math.Max(row.Left?.Total ?? 0, row.Right?.Total ?? 0)));

    public static CostScene Of(RunTimeline left, RunTimeline right) => new(
        [.. _parts.Select(part => new CostRow(part.Name, CostPart.Of(left, part.Is), CostPart.Of(right, part.Is))).Where(row => row.Left is not null || row.Right is not null)],
        CostReport.Of(left, CostParameters.Default),
        CostReport.Of(right, CostParameters.Default));
}

/// <summary>One part of the update on both sides.</summary>
/// <param name="Left">Null where the left has no such step.</param>
public sealed record CostRow(string Name, CostPart? Left, CostPart? Right)
{
    /// <summary>What the right costs more, in nanoseconds.</summary>
    public long More => (Right?.Total ?? 0) - (Left?.Total ?? 0);

    /// <summary>Which side does it while the guest runs: "A and B outside the blackout"; null where none does.</summary>
    public string? Outside => (IsOutside(Left), IsOutside(Right)) switch
    {
        (true, true) => "outside blackout",
        (true, false) => "A outside blackout",
        (false, true) => "B outside blackout",
        _ => null,
    };

    private static bool IsOutside(CostPart? part) => part is { Total: > 0, InBlackout: 0 };
}

/// <summary>Modelled nanoseconds.</summary>
/// <param name="InBlackout">Of those, while the guest stands still.</param>
public sealed record CostPart(long Total, long InBlackout)
{
    public static CostPart? Of(RunTimeline run, Func<Step, bool> isPart)
    {
        var steps = run.Moments.Select(moment => moment.Step).Where(isPart).ToList();
        return steps.Count == 0 ? null : new(steps.Sum(step => step.CostNanoseconds), steps.Where(step => step.InBlackout).Sum(step => step.CostNanoseconds));
    }
}
