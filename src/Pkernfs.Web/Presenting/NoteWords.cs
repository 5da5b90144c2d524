using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>What a note is pinned to, in words.</summary>
public static class NoteWords
{
    /// <summary>The note's step in the session; null where its branch is not there yet or has no such step.</summary>
    public static Step? StepOf(Note note, MachineSession session) =>
        session.Branches.Find(note.Edits ?? "") is { } branch && branch.Timeline.TryFind(note.Step, out var moment) ? moment.Step : null;

    /// <summary>"Step 12, Jump into kernel B".</summary>
    public static string Moment(Note note, MachineSession session)
    {
        string words = StepOf(note, session) is { } step ? $"Step {step.Index + 1}, {step.Title}" : $"Step \"{note.Step}\"";
        return note.Edits is null ? words : $"{words}, what if {SessionBranch.NameOf(note.PlanEdits())}";
    }

    /// <summary>"page 0x40200000"; null for a note of the step alone.</summary>
    public static string? Thing(Note note) => note.Selection switch
    {
        Selection.Bytes bytes => $"{bytes.Range.Start}, {bytes.Range.Length}",
        Selection.Frame frame => $"page {frame.Number.Address}",
        Selection.DeviceAddress place => $"{place.Device} iova {place.Address}",
        Selection.Function function => $"device {function.Address}",
        Selection.Entry entry => $"{ViewValues.Word(entry.Table).Replace('-', ' ')} entry {entry.Index}",
        Selection.Register register => $"register {register.Name}",
        _ => null,
    };

    /// <summary>Both in one line.</summary>
    public static string Place(Note note, MachineSession session) => Thing(note) is { } thing ? $"{Moment(note, session)} · {thing}" : Moment(note, session);
}
