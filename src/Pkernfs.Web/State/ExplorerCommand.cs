namespace Pkernfs.Web.State;

/// <summary>All that a person can ask of the explorer by key, palette or button.</summary>
public enum ExplorerCommand
{
    PreviousStep,
    NextStep,
    PreviousPhase,
    NextPhase,
    FirstStep,
    LastStep,
    PlayOrPause,
    Slower,
    Faster,
    Search,
    GoTo,
    Walk,
    FullRestore,
    SwitchTheme,
    SwitchMotion,
    ShowShortcuts,
    ShowPalette,
}
