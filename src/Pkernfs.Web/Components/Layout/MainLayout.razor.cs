using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>What lies around every page: MudBlazor's providers, the key listener, and the commands that belong to no pane.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    /// <summary>Escape is for whatever is open, which listens for it itself.</summary>
    private const string OwnKeys = "Escape";

    private readonly List<IDisposable> answers = [];
    private readonly BrowserPart<MainLayout> keys;
    private RenderBatch batch = default!;
    private IDialogReference? openDialog;
    private bool isDark = true;
    private string announcement = "";

    public MainLayout() => keys = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private Appearance Appearance { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    /// <summary>Called by the browser's key listener with a command's name.</summary>
    [JSInvokable]
    public async Task KeyPressed(string command)
    {
        if (!Enum.TryParse(command, out ExplorerCommand known) || !Enum.IsDefined(known)) return;
        if (!await Commands.DispatchAsync(known)) Announce($"{Shortcuts.For(known).Title}: not available here.");
    }

    public async ValueTask DisposeAsync()
    {
        if (Machine.Together?.Target == this) Machine.Together = null;
        Appearance.Changed -= FollowAppearance;
        foreach (var answer in answers) answer.Dispose();
        await keys.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        Appearance.Changed += FollowAppearance;
        answers.Add(Commands.Answer(ExplorerCommand.SwitchTheme, SwitchThemeAsync));
        answers.Add(Commands.Answer(ExplorerCommand.SwitchMotion, SwitchMotionAsync));
        answers.Add(Commands.Answer(ExplorerCommand.OpenCost, () => Navigation.NavigateTo(CostView.Path)));
        answers.Add(Commands.Answer(ExplorerCommand.ShowShortcuts, () => OpenAsync<ShortcutSheet>("All keys")));
        answers.Add(Commands.Answer(ExplorerCommand.ShowPalette, () => OpenAsync<CommandPalette>("Find a command", DialogPosition.TopCenter)));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        Machine.Together = TellAsync;
        await Appearance.FollowAsync();
        await keys.BeginAsync(Js, "/js/keys.js", "listen", Shortcuts.All.Where(shortcut => shortcut is { Key: not ("" or OwnKeys) }).Select(shortcut => new
        {
            command = shortcut.Command.ToString(),
            key = shortcut.Key,
            control = shortcut.Control,
            shift = shortcut.Shift,
            inBrowser = shortcut.InBrowser,
            opensField = shortcut.OpensField,
        }));
    }

    private async Task TellAsync(Action tell)
    {
        try
        {
            await InvokeAsync(() => batch.Run(tell));
        }
        catch (InvalidOperationException failed)
        {
            // Nobody waits for it, so the circuit has to hear.
            await DispatchExceptionAsync(failed);
        }
    }

    private async Task SwitchThemeAsync()
    {
        var next = Appearance.Theme switch
        {
            ThemeChoice.System => ThemeChoice.Dark,
            ThemeChoice.Dark => ThemeChoice.Light,
            _ => ThemeChoice.System,
        };
        await Appearance.ChooseThemeAsync(next);
        View.Show(View.Value with { Theme = next });
        Announce($"Theme: {ViewValues.Word(next)}.");
    }

    private async Task SwitchMotionAsync()
    {
        bool reduce = !Appearance.IsMotionReduced;
        await Appearance.ReduceMotionAsync(reduce);
        Announce(reduce ? "Motion reduced." : "Motion allowed.");
    }

    private async Task OpenAsync<TDialog>(string title, DialogPosition position = DialogPosition.Center)
        where TDialog : IComponent
    {
        openDialog?.Close();
        openDialog = await Dialogs.ShowAsync<TDialog>(title, new DialogOptions { Position = position });
    }

    private void FollowAppearance()
    {
        if (isDark == Appearance.IsDark) return;
        isDark = Appearance.IsDark;
        _ = InvokeAsync(StateHasChanged);
    }

    private void Announce(string sentence)
    {
        announcement = sentence;
        _ = InvokeAsync(StateHasChanged);
    }
}
