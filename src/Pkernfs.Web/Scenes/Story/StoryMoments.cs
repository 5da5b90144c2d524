using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Scenes.Story;

/// <summary>The moments of a run that tell it in a few pictures: where each part of the live update has come to, and the jump.</summary>
public static class StoryMoments
{
    /// <summary>Indexes of moments, in order: of <see cref="OfEachPart"/>, as many as a page holds.</summary>
    public static ImmutableArray<int> Suggest(RunTimeline timeline)
    {
        var (moments, chosen) = (timeline.Moments, OfEachPart(timeline));
        // The guest going on shows all that its resumption does.
        return chosen.Length <= 6 || moments[^1].Step.Phase <= Phase.UserspaceRestore || moments.Any(moment => moment.Step.Phase == Phase.Finish) ? chosen
            : [.. chosen.Where(index => moments[index].Step.Phase != Phase.UserspaceRestore)];
    }

    /// <summary>Indexes of moments, in order: the end of each part of the live update, and the jump.</summary>
    public static ImmutableArray<int> OfEachPart(RunTimeline timeline)
    {
        var moments = timeline.Moments;
        var chosen = new SortedSet<int>();
        foreach (var phase in moments.Where(moment => moment.Step.Phase >= Phase.Running).GroupBy(moment => moment.Step.Phase)) chosen.Add(phase.Last().Step.Index);
        int jump = Jump(timeline);
        if (jump > 0)
        {
            // What copies kernel B into place shows the same as the jump, so the jump stands for both, and the last step before it for what was done to get there.
            chosen.RemoveWhere(index => moments[index].Step.Phase == Phase.Kexec);
            chosen.Add(jump - 1);
            chosen.Add(jump);
        }
        if (chosen.Count == 0) chosen.Add(moments.Length - 1);
        return [.. chosen];
    }

    /// <summary>The one moment that tells a run best: the jump, when nobody runs the machine and its devices go on; without one, where the run is looked at first.</summary>
    public static int MostTelling(RunTimeline timeline) => Jump(timeline) is var jump and > 0 ? jump : SessionStore.OpeningIndex(timeline);

    /// <summary>The first moment without a kernel after one; 0 where none ends.</summary>
    private static int Jump(RunTimeline timeline)
    {
        for (int i = 1; i < timeline.Moments.Length; i++)
        {
            if (timeline.Moments[i].Machine.Kernel is null && timeline.Moments[i - 1].Machine.Kernel is not null) return i;
        }
        return 0;
    }
}
