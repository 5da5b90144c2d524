using System.Collections.Immutable;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Clips;
using Pkernfs.Web.Scenes.Story;

namespace Pkernfs.Web.State.Exporting;

/// <summary>The steps of the run that is exported, for what is made of several.</summary>
/// <param name="Link">The run as a storyboard's address has it: without a moment.</param>
/// <param name="Steps">All of them, or none where no choice is offered.</param>
/// <param name="Suggested">Ids of those that tell the run best.</param>
/// <param name="From">Where a clip begins at first: at the step before the phase that is shown.</param>
/// <param name="To">Where it ends at first: at the phase's last step.</param>
public sealed record ExportedRun(string Link, ImmutableArray<Step> Steps, ImmutableHashSet<string> Suggested, string From, string To)
{
    public static ExportedRun Of(RunTimeline timeline, int index, string link)
    {
        ImmutableArray<Step> steps = [.. timeline.Moments.Select(moment => moment.Step)];
        int last = index, first = index;
        while (last + 1 < steps.Length && steps[last + 1].Phase == steps[index].Phase) last++;
        while (first > 0 && steps[first].Phase == steps[index].Phase) first--;
        first = Math.Max(first, last - ClipWriter.MostSteps + 1);
        return new(link, steps, [.. StoryMoments.Suggest(timeline).Select(at => steps[at].Id)], steps[first].Id, steps[last].Id);
    }

    /// <summary>Two runs that are compared: the storyboard of both.</summary>
    public static ExportedRun Of(string link) => new(link, [], [], "", "");

    /// <summary>The ids of chosen steps in the run's order.</summary>
    public IEnumerable<string> InOrder(ImmutableHashSet<string> chosen) => Steps.Select(step => step.Id).Where(chosen.Contains);
}
