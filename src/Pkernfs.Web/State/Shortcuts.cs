using System.Collections.Immutable;

namespace Pkernfs.Web.State;

/// <summary>The one table of commands and keys: the key listener, the sheet, the palette and every button's hint read it.</summary>
public static class Shortcuts
{
    public static ImmutableArray<Shortcut> All { get; } =
    [
        new(ExplorerCommand.PlayOrPause, " ", "Play or pause", ShortcutGroup.Time),
        new(ExplorerCommand.PreviousStep, "ArrowLeft", "Previous step", ShortcutGroup.Time),
        new(ExplorerCommand.NextStep, "ArrowRight", "Next step", ShortcutGroup.Time),
        new(ExplorerCommand.PreviousPhase, "ArrowLeft", "Previous phase", ShortcutGroup.Time, Shift: true),
        new(ExplorerCommand.NextPhase, "ArrowRight", "Next phase", ShortcutGroup.Time, Shift: true),
        new(ExplorerCommand.FirstStep, "Home", "First step", ShortcutGroup.Time),
        new(ExplorerCommand.LastStep, "End", "Last step", ShortcutGroup.Time),
        new(ExplorerCommand.NextBroken, "n", "Next step where an invariant breaks", ShortcutGroup.Time),
        new(ExplorerCommand.Slower, "[", "Slower", ShortcutGroup.Time),
        new(ExplorerCommand.Faster, "]", "Faster", ShortcutGroup.Time),
        new(ExplorerCommand.WhatIf, "i", "What if, at this step", ShortcutGroup.Branches),
        new(ExplorerCommand.SkipStep, "", "What if this step were skipped", ShortcutGroup.Branches),
        new(ExplorerCommand.MoveStep, "", "What if this step were done earlier or later", ShortcutGroup.Branches),
        new(ExplorerCommand.ChangeStep, "", "What if this step were given something else", ShortcutGroup.Branches),
        new(ExplorerCommand.StrikeFault, "f", "What if a fault struck after this step", ShortcutGroup.Branches),
        new(ExplorerCommand.Explore, "x", "Explore: every fault after every step", ShortcutGroup.Branches),
        new(ExplorerCommand.NextBranch, "b", "Next branch", ShortcutGroup.Branches),
        new(ExplorerCommand.ShowScenarioRun, "o", "Back to the scenario's own run", ShortcutGroup.Branches),
        new(ExplorerCommand.RemoveBranch, "", "Remove this branch", ShortcutGroup.Branches),
        new(ExplorerCommand.Search, "/", "Search for an address or a name", ShortcutGroup.Find, OpensField: true),
        new(ExplorerCommand.GoTo, "g", "Go to an address", ShortcutGroup.Find, OpensField: true),
        new(ExplorerCommand.CopyLink, "l", "Copy a link: to what has the focus, or to this view", ShortcutGroup.Find, InBrowser: true),
        new(ExplorerCommand.Walk, "w", "Walk an address through the tables", ShortcutGroup.Find, OpensField: true),
        new(ExplorerCommand.FullRestore, "r", "Full restore: before and after", ShortcutGroup.Find),
        new(ExplorerCommand.ShowInvariants, "v", "Invariants: what must hold, and what is broken", ShortcutGroup.Find),
        new(ExplorerCommand.Compare, "c", "Compare this moment with another approach", ShortcutGroup.Compare),
        new(ExplorerCommand.CompareStepBefore, "c", "Compare this moment with the step before", ShortcutGroup.Compare, Shift: true),
        new(ExplorerCommand.MarkDifferences, "d", "Mark differences to this moment on the map", ShortcutGroup.Compare),
        new(ExplorerCommand.OpenCost, "", "What each approach costs", ShortcutGroup.Compare),
        new(ExplorerCommand.ShowSession, "", "This session: who presents it, what its memory takes, and a dump of it", ShortcutGroup.Find),
        new(ExplorerCommand.Present, "p", "Present this session, or stop", ShortcutGroup.Present),
        new(ExplorerCommand.LeaveOrRejoin, "p", "Leave the presenter, or rejoin", ShortcutGroup.Present, Shift: true),
        new(ExplorerCommand.ShowNotes, "n", "Show the notes, or hide them", ShortcutGroup.Present, Shift: true),
        new(ExplorerCommand.AddNote, "a", "Add a note here", ShortcutGroup.Present, OpensField: true),
        new(ExplorerCommand.PreviousNote, ",", "Previous note", ShortcutGroup.Present),
        new(ExplorerCommand.NextNote, ".", "Next note", ShortcutGroup.Present),
        new(ExplorerCommand.Export, "e", "Export this view as a picture", ShortcutGroup.Share),
        new(ExplorerCommand.SwitchTheme, "t", "Switch theme: system, dark, light", ShortcutGroup.Appearance),
        new(ExplorerCommand.SwitchMotion, "m", "Reduce motion, or allow it again", ShortcutGroup.Appearance),
        new(ExplorerCommand.BeginTour, "", "Take the guided tour, from its beginning", ShortcutGroup.Tour),
        new(ExplorerCommand.NextStop, "j", "Tour: next stop", ShortcutGroup.Tour),
        new(ExplorerCommand.PreviousStop, "k", "Tour: stop before", ShortcutGroup.Tour),
        new(ExplorerCommand.LeaveTour, "Escape", "Tour: leave it here", ShortcutGroup.Tour),
        new(ExplorerCommand.ShowShortcuts, "?", "Show all keys", ShortcutGroup.Help),
        new(ExplorerCommand.ShowPalette, "k", "Find a command", ShortcutGroup.Help, Control: true, OpensField: true),
    ];

    public static Shortcut For(ExplorerCommand command) => All.First(shortcut => shortcut.Command == command);
}
