using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Exploration;

/// <summary>Who notices that something is wrong, and where. What the explorer sees from outside is no notice.</summary>
internal static class Notices
{
    /// <summary>The first notice of a run that the run without its fault has not got at that step; null where nobody notices.</summary>
    public static Noticing? First(RunTimeline run, int first, IReadOnlyDictionary<string, Moment> parent)
    {
        for (int i = first; i < run.Moments.Length; i++)
        {
            var step = run.Moments[i].Step;
            if (step.Panic is { } panic) return new(step.Id, NoticedBy.Panic, panic);
            var usual = parent.GetValueOrDefault(step.Id)?.Step.Problems ?? [];
            foreach (string problem in step.Problems.Where(problem => !usual.Contains(problem)))
            {
                if (Of(problem, run.Moments[i].Machine.Kernel) is { } how) return new(step.Id, how, problem);
            }
            if (Report(run, i) is { } line) return new(step.Id, NoticedBy.Log, line);
        }
        return null;
    }

    /// <summary>Who said a problem's sentence; null where only the explorer does.</summary>
    private static NoticedBy? Of(string problem, KernelState? kernel) =>
        SystemCall.OfSentence(problem) is not null ? NoticedBy.Refusal
        : problem.StartsWith("The VM cannot be restored", StringComparison.Ordinal) ? NoticedBy.UserSpace
        : problem.StartsWith("DMAR: ", StringComparison.Ordinal) || kernel?.Log.Contains(problem) == true ? NoticedBy.Log
        : null;

    /// <summary>A line that the kernel logged in this step: an access of a persistent device that the unit refused, a handover that is given up.</summary>
    private static string? Report(RunTimeline run, int index)
    {
        var (log, before) = (run.Moments[index].Machine.Kernel?.Log ?? [], index == 0 ? [] : run.Moments[index - 1].Machine.Kernel?.Log ?? []);
        return log.Skip(Math.Min(before.Length, log.Length)).FirstOrDefault(line => line.StartsWith("KHO: disabling", StringComparison.Ordinal)
            || (line.StartsWith("DMAR: [DMA", StringComparison.Ordinal) && run.Plan.Devices.Any(device => device.Persistent && line.Contains($"[{device.Address}]", StringComparison.Ordinal))));
    }
}
