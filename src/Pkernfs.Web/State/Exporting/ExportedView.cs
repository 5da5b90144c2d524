using System.Collections.Immutable;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Exporting;

/// <summary>What is exported, held as it was when a person asked for it, and its addresses.</summary>
/// <param name="Link">The view itself, from the root, without what concerns this reader alone.</param>
/// <param name="Views">What can be drawn of it.</param>
/// <param name="Scenario">What the scenario is called, or both that are compared.</param>
/// <param name="Moment">The moment in words: "Step 5 of 40, Jump".</param>
/// <param name="Name">What a file's name is made of, before the view.</param>
/// <param name="StoryLink">The run as a storyboard's address has it; null where none is offered.</param>
/// <param name="IsBoundToSession">True where the addresses are of use only as long as this server keeps a session.</param>
public sealed record ExportedView(string Link, ImmutableArray<PictureView> Views, string Scenario, string Moment, ImmutableArray<string> Name, string? StoryLink, bool IsBoundToSession)
{
    /// <summary>What a machine shows now; null where none is open.</summary>
    public static ExportedView? Of(OpenMachine machine, ExplorerView view)
    {
        if (machine is not { Session: { } session, Branch: { } branch, Timeline: { } timeline, Moment.Step: { } step }) return null;
        var shown = view with
        {
            Scenario = session.ScenarioName,
            Session = null,
            Edits = branch.IsBase ? null : branch.Key,
            BranchName = branch.GivenName,
            Step = step.Id,
            Follow = false,
            Theme = null,
            File = null,
        };
        // A scenario that another server finds by its name needs no more; one of the reader's own goes along, or where it is too long its session, which ends some day.
        var carried = PictureSource.OpensByName(session) ? shown : shown with { File = LinkedScenario.CarriedScenarioOf(session.Scenario) };
        bool isBound = !LinkLimits.Fits(carried.ToUrl());
        shown = isBound ? shown with { Session = session.Id } : carried;
        string moment = $"Step {step.Index + 1} of {timeline.Moments.Length}, {step.Title}{(branch.IsBase ? "" : $", of {branch.Name}")}";
        ImmutableArray<string> name = [session.ScenarioName, branch.IsBase ? "" : branch.GivenName ?? "what-if", step.Id];
        return new(shown.ToUrl(), PictureMaker.Drawn, session.ScenarioName, moment, name, (shown with { Step = null, Camera = null, Selection = null, Tree = null, Against = null, Layers = ExplorerView.DefaultLayers }).ToUrl(), isBound);
    }

    /// <summary>What is compared now; null where nothing is yet.</summary>
    public static ExportedView? Of(OpenComparison comparison)
    {
        if (comparison.Shown is not { } shown) return null;
        var view = comparison.View;
        ImmutableArray<string> name = [view.Left.Machine, "against", view.Right.Machine, shown.LeftMoment.Step.Id];
        bool isBound = !ScenarioLibrary.Names.Contains(view.Left.Machine) || !ScenarioLibrary.Names.Contains(view.Right.Machine);
        return new((view with { Theme = null }).ToUrl(), [PictureView.Compare], $"{comparison[SideName.A]?.Title} against {comparison[SideName.B]?.Title}", shown.Match, name, isBound || view.Left.Edits.Length + view.Right.Edits.Length > 0 ? null : $"/?scenario={view.Left.Machine}&with={view.Right.Machine}", isBound);
    }

    /// <summary>The view that is meant: the one chosen last need not be one of these.</summary>
    public PictureView ViewOf(ExportChoice choice) => Views.Contains(choice.View) ? choice.View : Views[0];

    /// <summary>The picture's address, from the root.</summary>
    public string PictureAddress(ExportChoice choice) => PictureOrder.Address(ViewOf(choice), choice.Format, Link, choice.Theme, choice.SizeText);

    /// <summary>The address of the page for other pages, from the root.</summary>
    public string EmbedAddress(ExportChoice choice) => PictureOrder.EmbedAddress(ViewOf(choice), Link, choice.Theme, choice.SizeText);

    /// <summary>What the view is in words: the ending of each file, what people call it, and its address.</summary>
    public IEnumerable<(string Format, string Title, string Address)> Words(ExportChoice choice)
    {
        var view = ViewOf(choice);
        if (view is PictureView.Memory or PictureView.Translation or PictureView.Walk) yield return ("txt", "letters for mail", PictureOrder.WordsAddress(view, "txt", Link));
        if (view is not (PictureView.Memory or PictureView.Translation or PictureView.Walk or PictureView.Timeline)) yield break;
        foreach (var (format, title) in new[] { ("md", "Markdown"), ("csv", "CSV"), ("json", "JSON") }) yield return (format, title, PictureOrder.WordsAddress(view, format, Link));
    }

    /// <summary>What a file of another kind is saved as.</summary>
    public string FileName(string what, string format) => $"{string.Join('-', Name.Append(what).Select(Plain).Where(part => part.Length > 0))}.{format}";

    /// <summary>What the file is saved as: "pkernfs-rfc-jump-memory.svg".</summary>
    public string FileName(ExportChoice choice) => $"{string.Join('-', Name.Append(ViewValues.Word(ViewOf(choice))).Select(Plain).Where(part => part.Length > 0))}.{ViewValues.Word(choice.Format)}";

    /// <summary>Letters and digits that every file system has, hyphens for all else.</summary>
    private static string Plain(string words)
    {
        string plain = string.Concat(words.ToLowerInvariant().Select(sign => char.IsAsciiLetterOrDigit(sign) || sign == '.' ? sign : '-'));
        while (plain.Contains("--", StringComparison.Ordinal)) plain = plain.Replace("--", "-", StringComparison.Ordinal);
        plain = plain.Trim('-', '.');
        return plain.Length <= 60 ? plain : plain[..60].TrimEnd('-', '.');
    }
}
