using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>Finds anything at the moment shown by address or name, and goes there.</summary>
public sealed partial class SearchDialog
{
    private MomentInspection? moment;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    private (ImmutableArray<SearchResult> Results, string Problem) Find(string typed)
    {
        if (Machine.Run is not { } run) return ([], Machine.Problem ?? "No machine is open.");
        moment ??= MomentInspection.Of(run, Machine.Index);
        var found = RunSearch.Find(run, moment, typed);
        return (found, found.IsEmpty ? $"Nothing at this moment is called \"{typed.Trim()}\" or is at such an address." : "");
    }

    private void Choose(SearchResult result)
    {
        Dialog.Close();
        SearchJump.To(result.Target, Machine, View);
    }
}
