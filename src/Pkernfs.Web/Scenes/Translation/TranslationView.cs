using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>What there is to draw at a moment.</summary>
/// <param name="Focus">The device whose tables are unfolded; the others' fold into a box.</param>
/// <param name="Unfolded">Keys of nodes whose rows are all shown.</param>
/// <param name="Marks">What became of each part since the moment before, by the part's key.</param>
/// <param name="Walk">The walk to light; null for none.</param>
/// <param name="Blocked">For each device that is refused, why and since when, as sentences.</param>
public sealed record TranslationView(
    TranslationTree Tree,
    TranslationSides Sides,
    ImmutableArray<DevicePlan> Devices,
    PciAddress Focus,
    OwnershipMap? Ownership,
    ImmutableHashSet<string> Unfolded,
    IReadOnlyDictionary<string, TranslationMark> Marks,
    TranslationWalk? Walk,
    IReadOnlyDictionary<PciAddress, string> Blocked,
    string? ProcessorEnded = null)
{
    public TranslationMark MarkOf(string key) => Marks.GetValueOrDefault(key);

    public bool IsUnfolded(string key) => Unfolded.Contains(key);

    public string LabelOf(PciAddress device) => Devices.FirstOrDefault(plan => plan.Address == device)?.Label ?? "";

    /// <summary>The devices in the order in which they are drawn: the unfolded one first, so that no wires cross.</summary>
    public ImmutableArray<TranslationDevice> Ordered { get; } = [.. Tree.Devices.OrderBy(device => device.Address != Focus)];
}
