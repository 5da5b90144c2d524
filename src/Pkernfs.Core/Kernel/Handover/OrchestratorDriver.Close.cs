using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>What happens when sessions are closed, by their owner or by the kernel at the owner's exit.</summary>
public sealed partial class OrchestratorDriver
{
    /// <summary>
    /// Closes every session that user space has open. One that is to be handed over is undone, the newest file first, unless reboot() has frozen it: then it
    /// is the kernel's. One that was retrieved is finished; where that is refused it is stuck, and so is what was retrieved from it.
    /// </summary>
    /// <returns>Files that the orchestrator goes on holding open.</returns>
    public ImmutableArray<OpenFile> CloseSessions()
    {
        var held = ImmutableArray.CreateBuilder<OpenFile>();
        foreach (var session in State.Sessions)
        {
            if (State.Frozen) held.AddRange(session.Files.Select(file => file.File));
            else Undo(session);
        }
        foreach (var session in State.Incoming?.Sessions ?? [])
        {
            if (session is { Retrieved: true, Finished: false } && !Finish(session.Name).Succeeded) held.AddRange(session.Files.Select(file => file.File).OfType<OpenFile>());
        }
        return held.ToImmutable();
    }

    private void Undo(LiveUpdateSession session)
    {
        foreach (var file in session.Files.Reverse())
        {
            var handler = FileHandler.Of(file.Compatible);
            handler.Unpreserve(kernel, file);
            Release(handler.Needs);
        }
        State = State with { Sessions = [.. State.Sessions.Where(known => known.Name != session.Name)] };
    }
}
