using Pkernfs.Core.Inspection;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Streaming;

/// <summary>An extent in words.</summary>
/// <param name="Class">"free", "guest-ram", "root-and-context" and so on.</param>
/// <param name="Former">For stale memory, what it last was.</param>
/// <param name="ReachableBy">For memory without an owner, the function that can still reach it.</param>
public sealed record OwnerSummary(ulong Start, ulong Length, string Class, string Label, bool Persistent, string? Former, string? ReachableBy)
{
    public static OwnerSummary Of(OwnedExtent extent) =>
        new(extent.Range.Start.Value, extent.Range.Length.Value, VerbOutput.Word(extent.Class), extent.Label, extent.Persistent, extent.Former, extent.ReachableBy);
}
