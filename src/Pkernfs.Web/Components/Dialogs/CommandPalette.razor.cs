using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>Every command by name.</summary>
public sealed partial class CommandPalette
{
    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    private static IReadOnlyList<Shortcut> Find(string typed) =>
        PaletteSearch.Find(Shortcuts.All.Where(shortcut => shortcut.Command != ExplorerCommand.ShowPalette), typed);

    private static string Nothing(string typed) => $"No command has \"{typed}\" in its name.";

    private bool IsAvailable(Shortcut shortcut) => Commands.IsAvailable(shortcut.Command);

    private async Task RunAsync(Shortcut shortcut)
    {
        // Closed first: the command may open a dialog of its own.
        Dialog.Close();
        await Commands.DispatchAsync(shortcut.Command);
    }
}
