using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Streaming;

/// <summary>One step of a run, for lists and time lines.</summary>
/// <param name="Index">Its place in the run, from 0; updates name moments by it.</param>
/// <param name="Id">Its name in links and commands, stable between releases.</param>
/// <param name="Phase">"boot1", "vm-start", "running", "pause-and-serialise", "kexec", "boot2", "userspace-restore", "resumed".</param>
/// <param name="Actor">"firmware", "kernel", "vmm", "device", "admin".</param>
/// <param name="Boot">1 or 2 while that boot's kernel runs; null between kernels.</param>
/// <param name="CostNanoseconds">Modelled, not measured.</param>
/// <param name="ClockNanoseconds">Modelled time from power-on to the end of this step.</param>
/// <param name="Problems">What went wrong, a sentence each.</param>
public sealed record StepSummary(
    int Index,
    string Id,
    string Phase,
    string Actor,
    int? Boot,
    string Title,
    string Explanation,
    string Source,
    long CostNanoseconds,
    long ClockNanoseconds,
    DmaSummary Dma,
    IReadOnlyList<string> Problems)
{
    public static StepSummary Of(Step step) => new(
        step.Index,
        step.Id,
        VerbOutput.Word(step.Phase),
        VerbOutput.Word(step.Actor),
        step.Boot,
        step.Title,
        string.Join(' ', [step.Explanation, .. step.Details.Select(detail => $"{detail.Of}: {detail.Words}")]),
        step.Source,
        step.CostNanoseconds,
        step.ClockNanoseconds,
        DmaSummary.Of(step.Dma),
        [.. step.Problems]);
}

/// <summary>DMA of all devices over a step, in accesses.</summary>
public sealed record DmaSummary(int Reads, int Writes, int Faults, int Lost, int Misdirected, int Late)
{
    public static DmaSummary Of(DmaCounts counts) => new(counts.Reads, counts.Writes, counts.Faults, counts.Lost, counts.Misdirected, counts.Late);
}
