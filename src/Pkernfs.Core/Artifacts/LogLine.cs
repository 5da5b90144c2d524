namespace Pkernfs.Core.Artifacts;

/// <summary>A line of a text file.</summary>
/// <param name="Number">From 1.</param>
public readonly record struct LogLine(int Number, string Text)
{
    // The kernel's own lines end at about 1,000 characters; no reader shall look through more.
    private const int Longest = 4096;

    /// <summary>A text's lines; LF and CRLF both end one. What a line has beyond 4,096 characters is cut.</summary>
    public static IEnumerable<LogLine> Split(string text)
    {
        int number = 0;
        foreach (var line in text.Split('\n')) yield return new(++number, (line.Length > Longest ? line[..Longest] : line).TrimEnd('\r'));
    }
}
