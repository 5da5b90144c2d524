namespace Pkernfs.Web.State;

/// <summary>Finds commands by what a person types.</summary>
public static class PaletteSearch
{
    /// <summary>The shortcuts whose title, group or key has every typed word, best first: those whose title begins with the text lead, the rest keep the table's order.</summary>
    public static IReadOnlyList<Shortcut> Find(IEnumerable<Shortcut> shortcuts, string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. shortcuts
            .Where(shortcut => words.All(word => Has(shortcut, word)))
            .OrderBy(shortcut => shortcut.Title.StartsWith(text.Trim(), StringComparison.OrdinalIgnoreCase) ? 0 : 1)];
    }

    private static bool Has(Shortcut shortcut, string word) =>
        shortcut.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
        || shortcut.Group.ToString().Contains(word, StringComparison.OrdinalIgnoreCase)
        || string.Equals(shortcut.Key, word, StringComparison.OrdinalIgnoreCase);
}
