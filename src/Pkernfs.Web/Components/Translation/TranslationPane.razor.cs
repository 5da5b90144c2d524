using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Translation;

/// <summary>How DMA is translated at the moment shown: the tree from the root table to the pages, the walk of one address, and the same as a list.</summary>
public sealed partial class TranslationPane : IDisposable
{
    private IDisposable? answer;
    private ElementReference field;
    private TranslationView? view;
    private TranslationScene? scene;
    private ImmutableArray<OutlineItem> outline = [];
    private OutlinePath? path;
    private SceneChange? statusChange;
    private bool isAsking;
    private bool takesFocus;
    private MomentTransition transition;
    private int? pointed;
    private (Selection? Selection, PciAddress? Tree, string? Unfolded) drawn;
    private bool drawnAsList;
    private string typed = "";
    private string? walkProblem;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    private (Selection? Selection, PciAddress? Tree, string? Unfolded) Shown => (View.Value.Selection, View.Value.Tree, View.Value.Unfolded);

    private string Caption => view?.Walk?.Words() ?? (view is { Changes.Count: { Length: > 0 } count } ? count : "from RTADDR to the page, leaf runs folded");

    private string Summary => view is null ? "" : TranslationOutline.Sentence(view);

    private string Announcement => view?.Walk?.Words() ?? (transition == MomentTransition.None ? "" : string.Join(". ", view?.Changes.Rows.Select(row => row.Sentence) ?? []));

    private string StatusClass => $"text-button mono gsts{(statusChange is null ? "" : " changed")}{(pointed is { } number && statusChange?.Numbers[0] == number ? " pointed" : "")}";

    public void Dispose()
    {
        answer?.Dispose();
        Machine.Changed -= FollowMachine;
        View.Changed -= FollowView;
    }

    protected override void OnInitialized()
    {
        answer = Commands.Answer(ExplorerCommand.Walk, AskForWalk);
        Machine.Changed += FollowMachine;
        View.Changed += FollowView;
        Draw();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!takesFocus) return;
        takesFocus = false;
        await field.FocusAsync();
    }

    private void FollowMachine(MomentChange change) => _ = InvokeAsync(() =>
    {
        // The marks tell what this step did to the one before: on the way back nothing of that happens.
        (transition, pointed) = (change.To > change.From ? change.Transition : MomentTransition.None, null);
        Draw();
        StateHasChanged();
    });

    private void FollowView() => _ = InvokeAsync(() =>
    {
        // A step writes itself into the view as well, which must not cut its acts short.
        bool isDrawn = drawn == Shown;
        if (isDrawn && drawnAsList == View.Value.ListsTranslation) return;
        drawnAsList = View.Value.ListsTranslation;
        if (!isDrawn)
        {
            transition = MomentTransition.None;
            Draw();
        }
        StateHasChanged();
    });

    private void Draw()
    {
        drawn = Shown;
        if (Machine.Run is not { } run)
        {
            (view, scene) = (null, null);
            return;
        }
        view = TranslationView.Of(run, Machine.Index, View.Value.Selection, View.Value.Tree, ViewValues.Unfolded(View.Value.Unfolded));
        statusChange = view.Changes.Of("gsts");
        scene = TranslationLayout.Of(view);
        outline = TranslationOutline.Of(view);
        path = TranslationOutline.PathToWalk(view);
    }

    private void Select(Selection selection) => View.Show(View.Value with { Selection = selection });

    private void Point(int? number) => pointed = number;

    /// <summary>Selects the part that the change with a number is about, as a click on it does.</summary>
    private void PickChange(int number)
    {
        if (statusChange?.Numbers[0] == number) SelectStatus();
        else if (scene?.SelectionOf(number) is { } selection) Select(selection);
    }

    private void SelectStatus() => Select(new Selection.Register("GSTS"));

    private void Unfold(string key)
    {
        var unfolded = ViewValues.Unfolded(View.Value.Unfolded);
        var without = unfolded.Remove(key);
        View.Show(View.Value with { Unfolded = ViewValues.WriteUnfolded(without == unfolded ? unfolded.Add(key) : without) });
    }

    private void ShowAsList() => View.Show(View.Value with { ListsTranslation = !View.Value.ListsTranslation });

    private void FocusDevice(string device)
    {
        if (PciAddress.TryParse(device, out var address)) View.Show(View.Value with { Tree = address });
    }

    private void AskForWalk()
    {
        isAsking = takesFocus = true;
        walkProblem = null;
        typed = View.Value.Selection is Selection.DeviceAddress at ? $"{at.Device} iova {at.Address}" : typed;
        StateHasChanged();
    }

    private void WalkTyped()
    {
        if (!WalkRequest.TryRead(typed, view?.Focus, out var request, out walkProblem)) return;
        Select(request);
    }

    private void EndWalk()
    {
        isAsking = false;
        walkProblem = null;
        if (View.Value.Selection is Selection.DeviceAddress) View.Show(View.Value with { Selection = null });
    }

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape") isAsking = false;
    }
}
