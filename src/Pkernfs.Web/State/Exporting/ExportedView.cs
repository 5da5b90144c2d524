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
/// <param name="Run">What is made of several moments.</param>
/// <param name="IsBoundToSession">True where the addresses are of use only as long as this server keeps a session.</param>
public sealed record ExportedView(string Link, ImmutableArray<PictureView> Views, string Scenario, string Moment, ImmutableArray<string> Name, ExportedRun Run, bool IsBoundToSession)
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
        var whole = shown with { Step = null, Camera = null, Selection = null, Tree = null, Unfolded = null, ListsTranslation = false, Against = null, Layers = ExplorerView.DefaultLayers };
        return new(shown.ToUrl(), PictureMaker.Drawn, session.ScenarioName, moment, name, ExportedRun.Of(timeline, step.Index, whole.ToUrl()), isBound);
    }

    /// <summary>What is compared now; null where nothing is yet.</summary>
    public static ExportedView? Of(OpenComparison comparison)
    {
        if (comparison.Shown is not { } shown) return null;
        var view = comparison.View with { Theme = null };
        ImmutableArray<string> name = [view.Left.Machine, "against", view.Right.Machine, shown.LeftMoment.Step.Id];
        bool isBound = new[] { view.Left, view.Right }.Any(side => side.File is null && !ScenarioLibrary.Names.Contains(side.Machine));
        string whole = (CompareView.Default with { Left = view.Left with { Step = null }, Right = view.Right with { Step = null } }).ToUrl();
        return new(view.ToUrl(), [PictureView.Compare], $"{comparison[SideName.A]?.Title} against {comparison[SideName.B]?.Title}", shown.Match, name, ExportedRun.Of(whole), isBound);
    }

    /// <summary>What can be made of it: of two runs there is no clip.</summary>
    public IEnumerable<ExportKind> Kinds => Enum.GetValues<ExportKind>().Where(kind => kind != ExportKind.Clip || Run.Steps.Length > 1);

    /// <summary>What is meant: what was chosen last need not be one of these.</summary>
    public ExportKind KindOf(ExportChoice choice) => Kinds.Contains(choice.Kind) ? choice.Kind : ExportKind.Picture;

    /// <summary>The view that is meant: the one chosen last need not be one of these.</summary>
    public PictureView ViewOf(ExportChoice choice) => Views.Contains(choice.View) ? choice.View : Views[0];

    /// <summary>The address of what is made, from the root.</summary>
    public string Address(ExportChoice choice, ExportSteps steps) => KindOf(choice) switch
    {
        ExportKind.Clip => PictureOrder.ClipAddress(ViewOf(choice), Link, choice.Theme, steps.From, steps.To),
        ExportKind.Storyboard => StoryAddress($"story.{Word(choice.StoryFormat)}", choice, steps),
        _ => PictureOrder.Address(ViewOf(choice), choice.Format, Link, choice.Theme, choice.SizeText),
    };

    /// <summary>The address of the picture that shows what is made: of a storyboard its first page, of all else that itself.</summary>
    public string PreviewAddress(ExportChoice choice, ExportSteps steps) => KindOf(choice) == ExportKind.Storyboard ? StoryAddress("page-1.svg", choice, steps) : Address(choice, steps);

    /// <summary>The address of the page for other pages, from the root.</summary>
    public string EmbedAddress(ExportChoice choice) => PictureOrder.EmbedAddress(ViewOf(choice), Link, choice.Theme, choice.SizeText);

    /// <summary>What the view is in words: the ending of each file, what people call it, and its address.</summary>
    public IEnumerable<(string Format, string Title, string Address)> Words(ExportChoice choice)
    {
        var view = ViewOf(choice);
        if (view is PictureView.Memory or PictureView.Translation or PictureView.Walk) yield return ("txt", "letters for mail", PictureOrder.WordsAddress(view, "txt", Link));
        if (view is not (PictureView.Memory or PictureView.Translation or PictureView.Walk or PictureView.Timeline)) yield break;
        foreach (var table in Tables(view)) yield return table;
    }

    /// <summary>What must hold over the run, in the same way; nothing of two runs.</summary>
    public IEnumerable<(string Format, string Title, string Address)> Invariants => Run.Steps.IsEmpty ? [] : Tables(PictureView.Invariants);

    /// <summary>What a file of a view in words is saved as.</summary>
    public string FileName(PictureView view, string format) => FileName(ViewValues.Word(view), format);

    /// <summary>What the file is saved as: "pkernfs-rfc-jump-memory.svg".</summary>
    public string FileName(ExportChoice choice, ExportSteps steps) => KindOf(choice) switch
    {
        ExportKind.Clip => FileName([.. Name[..^1], steps.From, "to", steps.To, ViewValues.Word(ViewOf(choice))], "svg"),
        ExportKind.Storyboard => FileName([.. Name[..^1], "storyboard"], Word(choice.StoryFormat)),
        _ => FileName(ViewValues.Word(ViewOf(choice)), ViewValues.Word(choice.Format)),
    };

    private static string Word(StoryFormat format) => format.ToString().ToLowerInvariant();

    private string StoryAddress(string name, ExportChoice choice, ExportSteps steps) =>
        PictureOrder.StoryAddress(name, Run.Link, choice.Theme, steps.Chosen.SetEquals(Run.Suggested) ? [] : Run.InOrder(steps.Chosen));

    private IEnumerable<(string Format, string Title, string Address)> Tables(PictureView view) =>
        new[] { ("md", "Markdown"), ("csv", "CSV"), ("json", "JSON") }.Select(one => (one.Item1, one.Item2, PictureOrder.WordsAddress(view, one.Item1, Link)));

    private string FileName(string what, string format) => FileName([.. Name, what], format);

    private static string FileName(IEnumerable<string> parts, string format) => $"{string.Join('-', parts.Select(Plain).Where(part => part.Length > 0))}.{format}";

    /// <summary>Letters and digits that every file system has, hyphens for all else.</summary>
    private static string Plain(string words)
    {
        string plain = string.Concat(words.ToLowerInvariant().Select(sign => char.IsAsciiLetterOrDigit(sign) || sign == '.' ? sign : '-'));
        while (plain.Contains("--", StringComparison.Ordinal)) plain = plain.Replace("--", "-", StringComparison.Ordinal);
        plain = plain.Trim('-', '.');
        return plain.Length <= 60 ? plain : plain[..60].TrimEnd('-', '.');
    }
}
