using System.Text;

namespace Pkernfs.Web.Presenting;

/// <summary>What may stand in a note: text with line ends as LF, nothing that only a machine sees, no blanks around it.</summary>
public static class NoteText
{
    /// <summary>The text as a note has it; what is beyond <see cref="WalkthroughLimits.Text"/> is cut.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            // A half of a surrogate pair comes as the replacement character.
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune)) clean.Append(rune.ToString());
        }
        string trimmed = clean.ToString().Trim();
        if (trimmed.Length <= WalkthroughLimits.Text) return trimmed;
        int end = WalkthroughLimits.Text;
        if (char.IsHighSurrogate(trimmed[end - 1])) end--;
        return trimmed[..end].TrimEnd();
    }

    /// <summary>Its first line, or as much of it as a list has room for.</summary>
    public static string Headline(string text)
    {
        string line = text.Split('\n')[0].Trim();
        if (line.Length <= WalkthroughLimits.Headline) return line;
        int end = line.LastIndexOf(' ', WalkthroughLimits.Headline);
        return line[..(end > WalkthroughLimits.Headline / 2 ? end : WalkthroughLimits.Headline)].TrimEnd() + "…";
    }
}
