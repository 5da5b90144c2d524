using Pkernfs.Web.Rendering;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State.Exporting;

/// <summary>The moment that is exported, held as it was when a person asked for it, and its addresses.</summary>
/// <param name="View">What is shown, without what concerns this reader alone.</param>
/// <param name="Scenario">What the scenario is called.</param>
/// <param name="Moment">The step in words: "step 5 of 40, Jump".</param>
public sealed record ExportedView(ExplorerView View, string Scenario, string Moment)
{
    /// <summary>What a machine shows now; null where none is open.</summary>
    public static ExportedView? Of(OpenMachine machine, ExplorerView view)
    {
        if (machine is not { Session: { } session, Branch: { } branch, Timeline: { } timeline, Moment.Step: { } step }) return null;
        var shown = view with
        {
            Scenario = session.ScenarioName,
            // A scenario that another server finds by its name needs no session, which ends some day.
            Session = PictureSource.OpensByName(session) ? null : session.Id,
            Edits = branch.IsBase ? null : branch.Key,
            BranchName = branch.GivenName,
            Step = step.Id,
            Follow = false,
            Theme = null,
        };
        return new(shown, session.ScenarioName, $"Step {step.Index + 1} of {timeline.Moments.Length}, {step.Title}{(branch.IsBase ? "" : $", of {branch.Name}")}");
    }

    /// <summary>True where the addresses are of use only as long as this server keeps the session.</summary>
    public bool IsBoundToSession => View.Session is not null;

    /// <summary>The view itself, from the root.</summary>
    public string Link => View.ToUrl();

    /// <summary>The picture's address, from the root.</summary>
    public string PictureAddress(ExportChoice choice) => PictureOrder.Address(choice.View, choice.Format, View, choice.Theme, choice.SizeText);

    /// <summary>The address of the page for other pages, from the root.</summary>
    public string EmbedAddress(ExportChoice choice) => PictureOrder.EmbedAddress(choice.View, View, choice.Theme, choice.SizeText);

    /// <summary>What the file is saved as: "pkernfs-rfc-jump-memory.svg".</summary>
    public string FileName(ExportChoice choice) =>
        string.Join('-', new[] { Scenario, View.Edits is null ? null : View.BranchName ?? "what-if", View.Step, ViewValues.Word(choice.View) }.OfType<string>().Select(Plain).Where(part => part.Length > 0))
        + "." + ViewValues.Word(choice.Format);

    /// <summary>Letters and digits that every file system has, hyphens for all else.</summary>
    private static string Plain(string words)
    {
        string plain = string.Concat(words.ToLowerInvariant().Select(sign => char.IsAsciiLetterOrDigit(sign) || sign == '.' ? sign : '-'));
        while (plain.Contains("--", StringComparison.Ordinal)) plain = plain.Replace("--", "-", StringComparison.Ordinal);
        plain = plain.Trim('-', '.');
        return plain.Length <= 60 ? plain : plain[..60].TrimEnd('-', '.');
    }
}
