namespace Pkernfs.Core.Artifacts;

/// <summary>A line of a text file.</summary>
/// <param name="Number">From 1.</param>
public readonly record struct LogLine(int Number, string Text)
{
    /// <summary>A text's lines; LF and CRLF both end one.</summary>
    public static IEnumerable<LogLine> Split(string text)
    {
        int number = 0;
        foreach (var line in text.Split('\n')) yield return new(++number, line.TrimEnd('\r'));
    }
}
