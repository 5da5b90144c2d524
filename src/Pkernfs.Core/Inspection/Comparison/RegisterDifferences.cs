using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Registers of the remapping unit that decide how DMA is translated. Which root table it uses is told with the tables.</summary>
internal static class RegisterDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right)
    {
        yield return Difference.Between(DifferenceTopic.Registers, null, "GSTS, what the unit does", Words(left.Tree.Status), Words(right.Tree.Status));
        yield return Difference.Between(DifferenceTopic.Registers, null, "RTADDR", RootRegister(left.Tree), RootRegister(right.Tree));
        yield return Difference.Between(DifferenceTopic.Registers, null, "fault records pending", Faults(left.Platform.Unit), Faults(right.Platform.Unit));
    }

    private static string Words(GlobalCommand status) => status == 0 ? "nothing on" : status.ToString();

    /// <summary>What the register holds matters by itself only before the unit has taken it.</summary>
    private static string RootRegister(TranslationTree tree) =>
        tree.RootRegister == (tree.RootTable ?? default) ? "the root table in use" : $"{tree.RootRegister}, not taken yet";

    private static string? Faults(VtdUnit unit) => unit.FaultRecords.Count(record => record.Pending) is > 0 and var count
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0}")
        : null;
}
