using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Components.Layout;

/// <summary>A plan's approach and variants in words.</summary>
internal static class ApproachWords
{
    /// <summary>What differs from the approach's usual, short: "procfs-listing, dynamic"; empty where nothing does.</summary>
    public static string Variants(LiveUpdatePlan plan) =>
        string.Join(", ", VariantNames.Words(plan.Variants).Select(words => words[(words.IndexOf(": ", StringComparison.Ordinal) + 2)..]));

    /// <summary>The whole of it: "The approach that this scenario follows: pkernfs, user space re-drives. discovery: procfs-listing."</summary>
    public static string Sentence(LiveUpdatePlan plan)
    {
        var words = VariantNames.Words(plan.Variants);
        return $"The approach that this scenario follows: {Approaches.Of(plan).Title}.{(words.IsEmpty ? "" : $" Its options: {string.Join(", ", words)}.")}";
    }
}
