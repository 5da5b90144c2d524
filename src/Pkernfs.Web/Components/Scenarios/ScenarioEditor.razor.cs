using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>
/// A text with line numbers and marks beside them. The browser owns the text while it is edited and sends it as a stream when typing pauses:
/// a message of the circuit holds 32 KB, a text may have 1 MiB.
/// </summary>
public sealed partial class ScenarioEditor : IAsyncDisposable
{
    // One character over the limit may be written, so that a paste which the browser cuts there is a finding, not a silent loss.
    private const int LongestText = ScenarioLimits.FileSize + 1;

    private readonly BrowserPart<ScenarioEditor> editor;
    private ElementReference area;
    private ElementReference gutter;
    private bool isFilled;
    private bool isReading;
    private bool readAgain;
    private bool isGone;

    public ScenarioEditor() => editor = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter]
    public string FileName { get; set; } = ScenarioDraft.DefaultFileName;

    /// <summary>The element id of the words that say what the check found.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    [Parameter]
    public bool HasErrors { get; set; }

    /// <summary>Raised once the text can be set.</summary>
    [Parameter]
    public EventCallback Ready { get; set; }

    /// <summary>Raised with the whole text when typing paused.</summary>
    [Parameter]
    public EventCallback<string> Changed { get; set; }

    /// <summary>Raised by Ctrl+Enter in the text.</summary>
    [Parameter]
    public EventCallback RunAsked { get; set; }

    /// <summary>Puts a text in place of what is there.</summary>
    public async Task SetTextAsync(string text)
    {
        if (editor.Running is not { } running) return;
        await running.InvokeVoidAsync("setText", text);
        isFilled = true;
    }

    /// <summary>The text as it is now; null where there is no browser to ask, or where it has not been given its first text yet.</summary>
    public async Task<string?> TextAsync()
    {
        if (!isFilled || editor.Running is not { } running) return null;
        var reference = await running.InvokeAsync<IJSStreamReference>("text");
        // A UTF-16 character has at most 3 bytes in UTF-8, and the LF has one.
        await using var stream = await reference.OpenReadStreamAsync((LongestText * 3L) + 1);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string sent = await reader.ReadToEndAsync();
        // A stream may not be empty, a text may: the browser sends one LF more.
        return sent[..^1];
    }

    /// <summary>Marks the lines of findings beside the text, the worst of each line.</summary>
    public async Task MarkAsync(IEnumerable<Finding> findings)
    {
        if (editor.Running is not { } running) return;
        await running.InvokeVoidAsync("mark", findings.GroupBy(finding => finding.Line)
            .Select(line => new LineMark(line.Key, FindingCount.Word(line.Min(finding => finding.Severity)))).ToList());
    }

    /// <summary>Moves caret and view to a place, both from 1, and focus to the text.</summary>
    public async Task GoToAsync(int line, int column)
    {
        if (editor.Running is { } running) await running.InvokeVoidAsync("goTo", line, column);
    }

    /// <summary>Called by the browser when typing paused.</summary>
    [JSInvokable]
    public async Task TextChanged()
    {
        readAgain = true;
        if (isReading) return;
        isReading = true;
        try
        {
            while (readAgain)
            {
                readAgain = false;
                if (await TextAsync() is { } text) await Changed.InvokeAsync(text);
            }
        }
        catch (Exception left) when (isGone && left is JSException or OperationCanceledException)
        {
            // The page was left while its text was under way; what was read before is kept.
        }
        finally
        {
            isReading = false;
        }
    }

    /// <summary>Called by the browser for Ctrl+Enter.</summary>
    [JSInvokable]
    public Task RunPressed() => RunAsked.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        isGone = true;
        await editor.DisposeAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await editor.BeginAsync(Js, "/js/scenarios.js", "edit", area, gutter)) await Ready.InvokeAsync();
    }
}

/// <summary>A line of the text, from 1, and "error", "warning" or "note".</summary>
internal sealed record LineMark(int Line, string Kind);
