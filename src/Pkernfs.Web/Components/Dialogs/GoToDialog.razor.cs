using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>Goes to an address in any form that people write it in; what is wrong with one is said while it is typed.</summary>
public sealed partial class GoToDialog
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
        if (!AddressExpression.TryParse(typed, out _, out string problem)) return ([], problem);
        moment ??= MomentInspection.Of(run, Machine.Index);
        ImmutableArray<SearchResult> found = [.. RunSearch.Addresses(moment, typed)];
        return (found, found.IsEmpty ? "At this moment no function reaches that address, or the board has no such function." : "");
    }

    private void Choose(SearchResult result)
    {
        Dialog.Close();
        SearchJump.To(result.Target, Machine, View);
    }
}
