namespace Pkernfs.Web.State;

/// <summary>Answers to the commands that move through time, for as long as it is not disposed.</summary>
public sealed class TimeCommands : IDisposable
{
    private readonly IDisposable[] answers;

    public TimeCommands(ExplorerCommands commands, OpenMachine machine) => answers =
    [
        commands.Answer(ExplorerCommand.PreviousStep, () => Step(machine, -1)),
        commands.Answer(ExplorerCommand.NextStep, () => Step(machine, 1)),
        commands.Answer(ExplorerCommand.PreviousPhase, () => machine.StepPhase(-1)),
        commands.Answer(ExplorerCommand.NextPhase, () => machine.StepPhase(1)),
        commands.Answer(ExplorerCommand.FirstStep, () => machine.Jump(0)),
        commands.Answer(ExplorerCommand.LastStep, () => machine.Jump(int.MaxValue)),
        commands.Answer(ExplorerCommand.PlayOrPause, () => PlayOrPause(machine)),
        commands.Answer(ExplorerCommand.Slower, () => ChangeSpeed(machine, -1)),
        commands.Answer(ExplorerCommand.Faster, () => ChangeSpeed(machine, 1)),
    ];

    public void Dispose()
    {
        foreach (var answer in answers) answer.Dispose();
    }

    /// <summary>Who steps by hand wants to stay there: playing stops.</summary>
    private static void Step(OpenMachine machine, int places)
    {
        machine.LeaveLead();
        if (machine.Cursor is { IsPlaying: true } playing) playing.Pause();
        machine.Step(places);
    }

    private static void ChangeSpeed(OpenMachine machine, int places)
    {
        machine.LeaveLead();
        machine.Cursor?.ChangeSpeed(places);
    }

    private static void PlayOrPause(OpenMachine machine)
    {
        machine.LeaveLead();
        if (machine.Cursor is not { } cursor) return;
        if (cursor.IsPlaying) cursor.Pause();
        else cursor.Play();
    }
}
