using System.Globalization;
using Pkernfs.Core.Inspection.Comparison;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>Differences in words.</summary>
public static class DifferenceWords
{
    /// <summary>"appeared".</summary>
    public static string Of(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Appeared => "appeared",
        DifferenceKind.Vanished => "vanished",
        DifferenceKind.Moved => "moved",
        _ => "changed",
    };

    /// <summary>"8 differences, from A to B".</summary>
    public static string Title(MachineComparison comparison) =>
        (comparison.Differences.Length + comparison.Omitted) switch
        {
            0 => "No difference between A and B",
            1 => "1 difference, from A to B",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count:N0} differences, from A to B"),
        };

    /// <summary>"3 moved, 3 vanished, 2 appeared".</summary>
    public static string Counts(MachineComparison comparison) => string.Join(", ",
        new[] { DifferenceKind.Moved, DifferenceKind.Changed, DifferenceKind.Vanished, DifferenceKind.Appeared }
            .Select(kind => (Kind: kind, Count: comparison.Differences.Count(difference => difference.Kind == kind)))
            .Where(entry => entry.Count > 0)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Count} {Of(entry.Kind)}")));
}
