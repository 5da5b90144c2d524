using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Comparison;

namespace Pkernfs.Web.State.Links;

/// <summary>What links call the differences of a comparison: by what each is about, as in "second-stage-tables-of-01:00.0", never by its number in the list.</summary>
public static class DifferenceNames
{
    /// <summary>A name for each, in order; where several are about one thing the later ones end in "~2" and so on.</summary>
    public static ImmutableArray<string> Of(MachineComparison comparison)
    {
        var used = new Dictionary<string, int>();
        return [.. comparison.Differences.Select(difference =>
        {
            string name = Name(difference.What);
            int count = used[name] = used.GetValueOrDefault(name) + 1;
            return count == 1 ? name : $"{name}~{count}";
        })];
    }

    /// <summary>The index of the difference of that name; else of the one whose name begins most like it, if half of it does; else null.</summary>
    public static int? Find(ImmutableArray<string> names, string name)
    {
        if (names.IndexOf(name) is >= 0 and var exact) return exact;
        if (names.IsEmpty) return null;
        var best = names.Select((candidate, index) => (Index: index, Common: candidate.Zip(name).TakeWhile(pair => pair.First == pair.Second).Count())).MaxBy(entry => entry.Common);
        return best.Common * 2 >= name.Length ? best.Index : null;
    }

    private static string Name(string what)
    {
        var name = new System.Text.StringBuilder();
        foreach (char c in what)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or ':') name.Append(char.ToLowerInvariant(c));
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }
        return name.ToString().Trim('-');
    }
}
