using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>One note in the list; its text while it is written, and what can be done with the one that is shown.</summary>
public sealed partial class NoteRow
{
    private ElementReference go, area;
    private string text = "";
    private bool wasWritten;

    [Parameter, EditorRequired]
    public SessionNote Note { get; set; } = default!;

    /// <summary>Its place from 1.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public int Of { get; set; }

    /// <summary>What it is pinned to, in words.</summary>
    [Parameter, EditorRequired]
    public string Where { get; set; } = "";

    [Parameter]
    public bool IsShown { get; set; }

    [Parameter]
    public bool IsWritten { get; set; }

    /// <summary>True to bring the keyboard here: the button that had it is elsewhere now, or gone.</summary>
    [Parameter]
    public bool TakesFocus { get; set; }

    [Parameter]
    public EventCallback FocusTaken { get; set; }

    [Parameter]
    public EventCallback Chosen { get; set; }

    [Parameter]
    public EventCallback WriteAsked { get; set; }

    /// <summary>Called with the text; with null where it is to stay as it was.</summary>
    [Parameter]
    public EventCallback<string?> Written { get; set; }

    /// <summary>Called with places down, or up where negative.</summary>
    [Parameter]
    public EventCallback<int> MoveAsked { get; set; }

    [Parameter]
    public EventCallback PinAsked { get; set; }

    [Parameter]
    public EventCallback RemoveAsked { get; set; }

    protected override void OnParametersSet()
    {
        if (IsWritten && !wasWritten) text = Note.Note.Text;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        bool begins = IsWritten && !wasWritten;
        wasWritten = IsWritten;
        if (begins) await area.FocusAsync();
        else if (TakesFocus)
        {
            await FocusTaken.InvokeAsync();
            await go.FocusAsync();
        }
    }

    private Task KeyAsync(KeyboardEventArgs key) => key switch
    {
        { Key: "ArrowUp", AltKey: true } => MoveAsked.InvokeAsync(-1),
        { Key: "ArrowDown", AltKey: true } => MoveAsked.InvokeAsync(1),
        { Key: "F2" } => WriteAsked.InvokeAsync(),
        { Key: "Delete" } => RemoveAsked.InvokeAsync(),
        _ => Task.CompletedTask,
    };

    private Task WriteKeyAsync(KeyboardEventArgs key) => key switch
    {
        { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } => Written.InvokeAsync(text),
        { Key: "Escape" } => Written.InvokeAsync(null),
        _ => Task.CompletedTask,
    };
}
