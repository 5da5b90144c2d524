namespace Pkernfs.Web.Rendering;

/// <summary>What a file says of itself, so that whoever has it finds the way back to the machine.</summary>
/// <param name="Title">A line: what is shown.</param>
/// <param name="Words">The picture in a sentence or two.</param>
/// <param name="Link">The view, from the explorer's root: "/?step=jump"; with the server's address before it where that is known.</param>
/// <param name="Scenario">The scenario's name.</param>
public sealed record PictureFacts(string Title, string Words, string Link, string Scenario)
{
    /// <summary>The program that drew it.</summary>
    public static string Program { get; } = $"Pkernfs Explorer {typeof(PictureFacts).Assembly.GetName().Version?.ToString(3)}";
}
