using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>A dialog that finds places of the moment shown, and goes to the one chosen.</summary>
public sealed partial class FinderDialog
{
    private MomentInspection? moment;
    private string problem = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Placeholder { get; set; } = "";

    /// <summary>What is said before anything is typed.</summary>
    [Parameter, EditorRequired]
    public string Empty { get; set; } = "";

    [Parameter, EditorRequired]
    public PlaceSearch Find { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    private static string KindOf(SearchTarget target) => target switch
    {
        SearchTarget.Memory => "memory",
        SearchTarget.Device => "IOVA",
        SearchTarget.Function => "function",
        SearchTarget.Register => "register",
        _ => "step",
    };

    private ImmutableArray<SearchResult> FindTyped(string typed)
    {
        problem = Empty;
        if (typed.Trim().Length == 0) return [];
        if (Machine.Run is not { } run)
        {
            problem = Machine.Problem ?? "No machine is open.";
            return [];
        }
        (var found, problem) = Find(run, moment ??= MomentInspection.Of(run, Machine.Index), typed);
        return found;
    }

    private string Nothing(string typed) => problem;

    private void Go(SearchResult result)
    {
        Dialog.Close();
        SearchJump.To(result.Target, Machine, View);
    }
}

/// <summary>What a text finds at a moment, and a sentence where it finds nothing.</summary>
public delegate (ImmutableArray<SearchResult> Found, string Problem) PlaceSearch(RunInspection run, MomentInspection moment, string typed);
