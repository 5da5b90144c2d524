using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>Answers to the commands of presenting and of notes, for as long as it is not disposed. Those that need notes or a presenter are there while there are such.</summary>
public sealed class PresentCommands : IDisposable
{
    private readonly ExplorerCommands commands;
    private readonly OpenPresentation presentation;
    private readonly OpenWalkthrough walkthrough;
    private readonly List<IDisposable> always = [], withNotes = [], withPresenter = [];

    /// <param name="askToTakeOver">Asked for instead of beginning where another presents.</param>
    public PresentCommands(ExplorerCommands commands, OpenPresentation presentation, OpenWalkthrough walkthrough, Func<Task> askToTakeOver)
    {
        (this.commands, this.presentation, this.walkthrough) = (commands, presentation, walkthrough);
        always.Add(commands.Answer(ExplorerCommand.Present, () => PresentAsync(askToTakeOver)));
        always.Add(commands.Answer(ExplorerCommand.AddNote, () => walkthrough.AddHere()));
        always.Add(commands.Answer(ExplorerCommand.ShowNotes, () => walkthrough.OpenList(!walkthrough.IsListOpen)));
        Follow();
    }

    /// <summary>Brings what is available up to date. On the circuit's own thread.</summary>
    public void Follow()
    {
        Set(withNotes, walkthrough.Notes is { All.IsEmpty: false }, () =>
        [
            commands.Answer(ExplorerCommand.NextNote, () => walkthrough.StepAsync(1)),
            commands.Answer(ExplorerCommand.PreviousNote, () => walkthrough.StepAsync(-1)),
        ]);
        Set(withPresenter, presentation.Role is PresentationRole.Following or PresentationRole.Apart, () => [commands.Answer(ExplorerCommand.LeaveOrRejoin, LeaveOrRejoin)]);
    }

    public void Dispose()
    {
        foreach (var answer in always.Concat(withNotes).Concat(withPresenter)) answer.Dispose();
    }

    private static void Set(List<IDisposable> answers, bool wanted, Func<IDisposable[]> answer)
    {
        if (wanted == answers.Count > 0) return;
        if (wanted)
        {
            answers.AddRange(answer());
            return;
        }
        foreach (var one in answers) one.Dispose();
        answers.Clear();
    }

    private async Task PresentAsync(Func<Task> askToTakeOver)
    {
        if (presentation.Role == PresentationRole.Presenting) presentation.End();
        else if (!presentation.Begin()) await askToTakeOver();
    }

    private void LeaveOrRejoin()
    {
        if (presentation.Role == PresentationRole.Following) presentation.Leave();
        else presentation.Rejoin();
    }
}
