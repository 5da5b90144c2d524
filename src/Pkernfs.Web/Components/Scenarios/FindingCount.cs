using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>How many findings of each kind, in words.</summary>
public static class FindingCount
{
    /// <summary>"2 errors, 1 warning"; "nothing to mend" where there are none.</summary>
    public static string Of(IReadOnlyCollection<Finding> findings)
    {
        var parts = findings.GroupBy(finding => finding.Severity).OrderBy(group => group.Key).Select(group => Words(group.Count(), Word(group.Key)));
        string all = string.Join(", ", parts);
        return all.Length == 0 ? "nothing to mend" : all;
    }

    public static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    public static string Words(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
