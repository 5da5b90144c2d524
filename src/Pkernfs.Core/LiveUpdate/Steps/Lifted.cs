using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What a step's texts say where a limit of the posted design is lifted, which is ours and in no series.</summary>
internal static class Lifted
{
    /// <summary>A blank and the words where the plan lifts the limit; else nothing.</summary>
    public static string Words(LiveUpdatePlan plan, LiftedLimits limit, string words) => plan.Options.Lifts(limit) ? " " + words : "";

    /// <summary>A step's source, with what of it is ours where the plan lifts a limit that the step meets.</summary>
    public static string Source(LiveUpdatePlan plan, string source, params ReadOnlySpan<(LiftedLimits Limit, string Ours)> lifted)
    {
        foreach (var (limit, ours) in lifted)
        {
            if (plan.Options.Lifts(limit)) source += $"; {ours}: ours";
        }
        return source;
    }
}
