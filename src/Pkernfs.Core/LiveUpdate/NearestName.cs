namespace Pkernfs.Core.LiveUpdate;

/// <summary>What a misspelt name probably means.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest edits, if they are few against its length; null otherwise.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        // A long name is no typing mistake, and the distance's cost grows with it.
        if (name.Length > 64) return null;
        var best = known.Select(candidate => (Name: candidate, Edits: Distance(name, candidate))).OrderBy(entry => entry.Edits).FirstOrDefault();
        return best.Name is not null && best.Edits < best.Name.Length && best.Edits <= Math.Max(1, best.Name.Length / 3) ? best.Name : null;
    }

    /// <summary>" Did you mean 'x'?" or "".</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two texts (Damerau-Levenshtein), letters' case apart.</summary>
    private static int Distance(string left, string right)
    {
        (left, right) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        int[,] edits = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) edits[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) edits[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = edits[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replace, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }
        return edits[left.Length, right.Length];
    }
}
