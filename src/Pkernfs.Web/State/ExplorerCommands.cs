namespace Pkernfs.Web.State;

/// <summary>
/// Carries commands from keys, buttons and the palette to whoever carries them out. One per circuit, used on the circuit's
/// own thread of work. A command that nobody answers to is not available, and its buttons say so.
/// </summary>
public sealed class ExplorerCommands
{
    private readonly Dictionary<ExplorerCommand, List<Func<Task>>> handlers = [];

    /// <summary>Raised when a command becomes available or stops being so.</summary>
    public event Action? AvailabilityChanged;

    public bool IsAvailable(ExplorerCommand command) => handlers.ContainsKey(command);

    /// <summary>Answers to a command until the result is disposed. Where several do, all are called, first come first.</summary>
    public IDisposable Answer(ExplorerCommand command, Func<Task> handler)
    {
        if (!handlers.TryGetValue(command, out var answering)) handlers[command] = answering = [];
        answering.Add(handler);
        if (answering.Count == 1) AvailabilityChanged?.Invoke();
        return new Answering(this, command, handler);
    }

    public IDisposable Answer(ExplorerCommand command, Action handler) => Answer(command, () =>
    {
        handler();
        return Task.CompletedTask;
    });

    /// <summary>Carries a command out. False when nobody answers to it.</summary>
    public async Task<bool> DispatchAsync(ExplorerCommand command)
    {
        if (!handlers.TryGetValue(command, out var answering)) return false;
        foreach (var handler in answering.ToArray()) await handler();
        return true;
    }

    private void Forget(ExplorerCommand command, Func<Task> handler)
    {
        if (!handlers.TryGetValue(command, out var answering) || !answering.Remove(handler) || answering.Count > 0) return;
        handlers.Remove(command);
        AvailabilityChanged?.Invoke();
    }

    private sealed class Answering(ExplorerCommands commands, ExplorerCommand command, Func<Task> handler) : IDisposable
    {
        public void Dispose() => commands.Forget(command, handler);
    }
}
