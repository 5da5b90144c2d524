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
    NextBroken,
    PlayOrPause,
    Slower,
    Faster,
    WhatIf,
    SkipStep,
    MoveStep,
    ChangeStep,
    StrikeFault,
    ShowScenarioRun,
    NextBranch,
    RemoveBranch,
    Search,
    GoTo,
    Walk,
    ShowInvariants,
    Compare,
    CompareStepBefore,
    SwitchTheme,
    SwitchMotion,
    ShowShortcuts,
    ShowPalette,
}
