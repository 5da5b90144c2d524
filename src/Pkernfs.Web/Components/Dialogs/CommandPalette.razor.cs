using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>Every command by name: type to narrow, arrows to choose, Enter to run.</summary>
public sealed partial class CommandPalette
{
    private string typed = "";
    private int chosen;
    private IReadOnlyList<Shortcut> found = [];

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    private Shortcut? Current => chosen < found.Count ? found[chosen] : null;

    protected override void OnInitialized() => Search();

    private static string IdOf(Shortcut shortcut) => $"palette-{ViewValues.Word(shortcut.Command)}";

    private void Type(ChangeEventArgs change)
    {
        typed = change.Value?.ToString() ?? "";
        Search();
    }

    private void Search()
    {
        found = PaletteSearch.Find(Shortcuts.All.Where(shortcut => shortcut.Command != ExplorerCommand.ShowPalette), typed);
        chosen = Math.Max(0, found.ToList().FindIndex(shortcut => Commands.IsAvailable(shortcut.Command)));
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        if (found.Count == 0) return;
        switch (key.Key)
        {
            case "ArrowDown": chosen = (chosen + 1) % found.Count; break;
            case "ArrowUp": chosen = (chosen + found.Count - 1) % found.Count; break;
            case "Enter" when Current is not null: await RunAsync(Current); break;
        }
    }

    private async Task RunAsync(Shortcut shortcut)
    {
        if (!Commands.IsAvailable(shortcut.Command)) return;
        // Closed first: the command may open a dialog of its own.
        Dialog.Close();
        await Commands.DispatchAsync(shortcut.Command);
    }
}
