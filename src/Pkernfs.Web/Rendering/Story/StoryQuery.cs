using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>A storyboard as an address asks for it: a link's query, another scenario to stand beside, chosen steps, and a theme.</summary>
/// <param name="Pair">Both sides, where the link is one to the compare page; else null.</param>
/// <param name="With">The other scenario's name; null for none.</param>
/// <param name="Steps">Ids of the steps to show; empty for those that tell the run best.</param>
public sealed record StoryQuery(ExplorerView View, CompareView? Pair, string? With, ImmutableArray<string> Steps, PictureTheme Theme)
{
    /// <summary>The scenario's name, or the first one's.</summary>
    public string Scenario => Pair?.Left.Machine ?? View.Scenario;

    /// <summary>What the storyboard's file says of itself.</summary>
    public PictureFacts FactsOf(Storyboard board, string origin = "") => new(board.Title, board.Words, origin + (Pair?.ToUrl() ?? View.ToUrl()), Scenario);

    /// <summary>Reads the query; false, with a sentence, where a part of it makes no sense.</summary>
    public static bool TryRead(string query, out StoryQuery read, out string? problem)
    {
        string? with = null;
        string rest = "";
        var steps = ImmutableArray<string>.Empty;
        var (hasTheme, isPair) = (false, false);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString(), value = pair.DecodeValue().ToString();
            hasTheme |= name == "theme";
            isPair |= name is "left" or "right";
            if (name == "with") with = value.Length > 0 ? value : null;
            else if (name == "at") steps = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            else rest += $"&{pair.EncodedName}={pair.EncodedValue}";
        }
        if (PictureQuery.TryRead("?" + rest.TrimStart('&'), out var picture, out problem) && !steps.IsEmpty && (isPair || with is not null))
            problem = "Steps are chosen of one run; of two beside each other the parts of both are shown: leave \"at\" out.";
        var view = ExplorerView.Default;
        CompareView? both = null;
        ImmutableArray<string> messages;
        if (isPair) (both, messages) = CompareView.Parse("/compare?" + picture.Link);
        else (view, messages) = ExplorerView.Parse("/?" + picture.Link);
        problem ??= messages.FirstOrDefault();
        // Paper is what a storyboard is for, where nobody says otherwise.
        read = new(view, both, with, steps, hasTheme ? picture.Theme : PictureTheme.Print);
        return problem is null;
    }
}
