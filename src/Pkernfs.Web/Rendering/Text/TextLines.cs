namespace Pkernfs.Web.Rendering.Text;

/// <summary>Sentences in lines of a width, as mail has them.</summary>
internal static class TextLines
{
    public static IEnumerable<string> Wrap(string words, int width)
    {
        string line = "";
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && line.Length + 1 + rest.Length > width)
            {
                yield return line;
                line = "";
            }
            for (; rest.Length > width; rest = rest[width..]) yield return rest[..width];
            line = line.Length == 0 ? rest : line + " " + rest;
        }
        if (line.Length > 0) yield return line;
    }
}
