using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Exporting;

namespace Pkernfs.Web.Components.Exporting;

/// <summary>Makes a file, an address or a piece of a page of the moment that is shown. It stays with that moment, whoever moves the session meanwhile.</summary>
public sealed partial class ExportDialog : IAsyncDisposable
{
    private static readonly (PictureFormat Value, string Words)[] formats = [.. Enum.GetValues<PictureFormat>().Select(format => (format, format.ToString().ToUpperInvariant()))];

    private static readonly (StoryFormat Value, string Words)[] storyFormats = [.. Enum.GetValues<StoryFormat>().Select(format => (format, format.ToString().ToUpperInvariant()))];

    private static readonly (PictureTheme Value, string Words)[] themes = [.. Enum.GetValues<PictureTheme>().Select(theme => (theme, theme.ToString()))];

    private static readonly (ExportSize Value, string Words)[] sizes =
        [(ExportSize.AsItIs, "As it is"), (ExportSize.Slide, "Slide 16:9"), (ExportSize.A4, "A4 column"), (ExportSize.Mail, "Mail"), (ExportSize.Own, "Own")];

    private readonly BrowserPart<ExportDialog> copying;
    private ElementReference part;
    private CancellationTokenSource? drawing;
    private ExportPreview? shown;
    private string? problem;
    private ExportSteps steps = new("", "", []);
    private string copied = "", fileName = "";
    private bool isShown;

    public ExportDialog() => copying = new(this);

    /// <summary>Opens it for what is shown. Following a session changes the address, and the dialog stays.</summary>
    public static Task OpenAsync(IDialogService dialogs, ExportedView? exported) =>
        dialogs.ShowAsync<ExportDialog>("Export", new DialogParameters<ExportDialog> { { dialog => dialog.Exported, exported } }, new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnNavigation = false });

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    /// <summary>What is exported; null where nothing is open.</summary>
    [Parameter]
    public ExportedView? Exported { get; set; }

    [Inject]
    private LastExport Last { get; set; } = default!;

    [Inject]
    private PictureSource Pictures { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private ExportChoice Choice => Last.Choice;

    private ExportKind Kind => Exported!.KindOf(Choice);

    private IReadOnlyList<(ExportKind Value, string Words)> Kinds => [.. Exported!.Kinds.Select(kind => (kind, kind.ToString()))];

    private IReadOnlyList<(PictureView Value, string Words)> Views => [.. Exported!.Views.Select(view => (view, Words(view)))];

    private string? IsInvalid => Choice.SizeProblem is null ? null : "true";

    /// <summary>True where there is a picture of what is chosen.</summary>
    private bool CanTake => problem is null && Choice.SizeProblem is null;

    /// <summary>What stands in the preview: nothing, the picture of what is chosen, or one of before.</summary>
    private string PreviewState => problem is not null ? "refused" : Choice.SizeProblem is not null ? "outdated" : isShown ? "shown" : "drawing";

    private string PreviewWords => PreviewState switch
    {
        "shown" when shown is not null => $"{fileName}, {shown.Size}",
        "outdated" => "The picture as it was before",
        "refused" => "",
        _ => "Drawing the picture",
    };

    private string AboutSize => Choice.Size switch
    {
        ExportSize.Slide => "1280 by 720; a PNG of 1920 by 1080 pixels.",
        ExportSize.A4 => "The text column of an A4 page; a PNG of 300 dots an inch.",
        ExportSize.Mail => "As wide as a mail shows without scrolling; the map as on a phone.",
        ExportSize.Own => "Body text is 11 high; a PNG has two pixels a unit.",
        _ => "As wide as a page's body, as high as it needs.",
    };

    /// <summary>What a page is given to show the picture in a frame, with its size where it is known.</summary>
    private string? EmbedCode => Exported is null || Choice.SizeProblem is not null
        ? null
        : $"""<iframe src="{WebUtility.HtmlEncode(Absolute(Exported.EmbedAddress(Choice)))}" title="{WebUtility.HtmlEncode(Exported.Moment)}" width="{ExportPreview.Whole(shown?.Width ?? PictureSize.Usual.Width)}" height="{ExportPreview.Whole((shown?.Height ?? PictureSize.Usual.Width) + Hosting.PictureEndpoints.EmbedCaption)}" style="border: 0; max-width: 100%" loading="lazy"></iframe>""";

    /// <summary>Called by the browser after it copied something, or could not.</summary>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    [JSInvokable]
    public void Copied(string what, bool isCopied)
    {
        copied = isCopied ? $"{what} is copied." : $"The browser did not let it be copied: allow this page the clipboard, and try again.";
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (drawing is not null) await drawing.CancelAsync();
        drawing?.Dispose();
        await copying.DisposeAsync();
    }

    protected override Task OnInitializedAsync()
    {
        if (Exported is { Run: var run }) steps = new(run.From, run.To, run.Suggested);
        return DrawAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await copying.BeginAsync(Js, "/js/export.js", "attach", part);
    }

    private static string Words(PictureView view) => view switch
    {
        PictureView.Memory => "Memory map",
        PictureView.Page => "Whole page",
        var other => other.ToString(),
    };

    private static string Typed(ChangeEventArgs typed) => typed.Value?.ToString()?.Trim() ?? "";

    private string Absolute(string address) => Navigation.ToAbsoluteUri(address).AbsoluteUri;

    private Task ChooseAsync(ExportChoice choice)
    {
        Last.Choice = choice;
        return MakeAsync();
    }

    private Task ChooseAsync(ExportSteps wanted)
    {
        steps = wanted;
        return MakeAsync();
    }

    private Task MakeAsync()
    {
        copied = "";
        return Choice.SizeProblem is null ? DrawAsync() : Task.CompletedTask;
    }

    private async Task DrawAsync()
    {
        if (Exported is null) return;
        if (drawing is not null) await drawing.CancelAsync();
        var mine = drawing = new();
        var (choice, wanted, address) = (Choice, steps, Exported.PreviewAddress(Choice, steps));
        fileName = Exported.FileName(choice, wanted);
        isShown = shown?.Address == address && problem is null;
        try
        {
            var (preview, refusal) = await Task.Run(() => ExportPreview.OfAsync(Pictures, Exported, choice, wanted, mine.Token), mine.Token);
            if (mine.IsCancellationRequested) return;
            (shown, problem) = (preview, refusal);
        }
        catch (OperationCanceledException)
        {
            // Something else was chosen meanwhile, or the dialog is gone.
        }
    }

    // The browser may still report the picture before.
    private void Arrived(ExportPreview picture) => isShown |= picture == shown && picture.Address == Exported!.PreviewAddress(Choice, steps);

    private void Missed(ExportPreview picture)
    {
        if (picture == shown) problem = "The picture did not arrive: the connection to the server may be gone. Choose again, or close this and try later.";
    }
}
