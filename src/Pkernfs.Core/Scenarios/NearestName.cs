namespace Pkernfs.Core.Scenarios;

/// <summary>What a misspelt name probably means.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits, if they are few against its length; null otherwise.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        // A long name is no typing mistake, and the distance's cost grows with it.
        if (name.Length > 64) return null;
        var best = known.Select(candidate => (Name: candidate, Edits: Distance(name, candidate))).OrderBy(entry => entry.Edits).FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(1, best.Name.Length / 3) ? best.Name : null;
    }

    /// <summary>" Did you mean 'x'?" or "".</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Insertions, deletions and replacements between two texts (Levenshtein), letters' case apart.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
