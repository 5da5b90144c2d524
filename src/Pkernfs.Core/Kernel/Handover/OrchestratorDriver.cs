using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>The Live Update Orchestrator: sessions of files that are handed over, and the kernel's own side of reboot().</summary>
public sealed partial class OrchestratorDriver(KernelContext kernel)
{
    private OrchestratorState State
    {
        get => kernel.State.Orchestrator ?? throw new KernelBugException("The Live Update Orchestrator is not up.");
        set => kernel.State = kernel.State with { Orchestrator = value };
    }

    /// <summary>
    /// Reads what the kernel before left, and makes this kernel's own root with the next number. What it cannot read is beyond repair: the caller
    /// panics, for DMA may be going on to memory that nobody knows of.
    /// </summary>
    public bool TryStart([NotNullWhen(false)] out string? problem)
    {
        if (!TryReadIncoming(out var incoming, out problem)) return false;
        var root = new OrchestratorRoot(incoming is null ? 1 : incoming.Root.Number + 1, default, default);
        byte[] blob = root.Encode(kernel.HandoverVersion);
        var handover = new HandoverDriver(kernel);
        problem = "No free frame is left for the orchestrator's root.";
        if (handover.AllocatePreserved("orchestrator's root") is not { } page) return false;
        kernel.Memory.TryWrite(page, blob);
        if (!handover.TryAddChild(new(HandoverChild.Orchestrator, page, (ulong)blob.Length), out problem)) return false;
        kernel.State = kernel.State with { Orchestrator = new(root.Number, page, [], [], false) { Incoming = incoming } };
        if (incoming is not null) kernel.Log($"luo: Retrieved live update data, liveupdate number: {incoming.Root.Number}");
        return true;
    }

    /// <summary>LIVEUPDATE_IOCTL_CREATE_SESSION: EINVAL for a name that is empty or too long, EEXIST for one that is taken.</summary>
    public SystemCall CreateSession(string name)
    {
        if (State.Frozen) return SystemCall.Failed(Errno.EBUSY, "The kernel is on its way to the next one: sessions change no more.");
        if (name.Length == 0 || Encoding.ASCII.GetByteCount(name) >= SessionRecord.NameSize) return SystemCall.Failed(Errno.EINVAL, $"A session's name has 1 to {SessionRecord.NameSize - 1} bytes.");
        if (State.Sessions.Any(session => session.Name == name)) return SystemCall.Failed(Errno.EEXIST, $"There is a session {name} already.");
        State = State with { Sessions = State.Sessions.Add(new(name, [])) };
        return SystemCall.Success;
    }

    /// <summary>LIVEUPDATE_SESSION_PRESERVE_FD: EEXIST for a token in use, EBUSY for a file that is in a session, ENOENT where nobody can hand such a file over.</summary>
    public SystemCall Preserve(string name, OpenFile file, ulong token)
    {
        if (State.Frozen) return SystemCall.Failed(Errno.EBUSY, "The kernel is on its way to the next one: sessions change no more.");
        if (State.Sessions.FirstOrDefault(known => known.Name == name) is not { } session) return SystemCall.Failed(Errno.ENOENT, $"There is no session {name}.");
        if (session.Files.Any(known => known.Token == token)) return SystemCall.Failed(Errno.EEXIST, $"Token {token} names another file of the session already.");
        if (State.Sessions.SelectMany(known => known.Files).Any(known => known.File == file)) return SystemCall.Failed(Errno.EBUSY, "The file is to be handed over already.");
        if (FileHandler.All.FirstOrDefault(known => known.Takes(file)) is not { } handler) return SystemCall.Failed(Errno.ENOENT, "No handler hands such a file over.");
        if (!TryNeed(handler.Needs, out string? problem)) return SystemCall.Failed(Errno.ENOMEM, problem);
        var preserved = handler.Preserve(kernel, session, file, out ulong data);
        if (!preserved.Succeeded)
        {
            Release(handler.Needs);
            return preserved;
        }
        State = State with
        {
            Sessions = [.. State.Sessions.Select(known => known.Name == name ? known with { Files = known.Files.Add(new(file, handler.Compatible, data, token)) } : known)],
        };
        return SystemCall.Success;
    }

    /// <summary>
    /// liveupdate_reboot, before any device is shut down: each file is frozen, then sessions, files and shared data are listed in memory
    /// and the root points to them.
    /// </summary>
    public SystemCall Freeze()
    {
        foreach (var file in State.Sessions.SelectMany(session => session.Files))
        {
            var frozen = FileHandler.Of(file.Compatible).Freeze(kernel, file);
            if (!frozen.Succeeded) return frozen;
        }
        var handover = new HandoverDriver(kernel);
        bool chained = kernel.HandoverVersion.HasBlobSize();
        var (sessionBlocks, fileBlocks) = chained ? (RecordBlocks.Chain, RecordBlocks.Chain) : (RecordBlocks.OldSessions, RecordBlocks.OldFiles);
        var sessions = new List<byte[]>();
        foreach (var session in State.Sessions)
        {
            if (fileBlocks.Write(kernel.Memory, [.. session.Files.Select(file => new FileRecord(file.Compatible, file.Data, file.Token).Encode())], FileRecord.Size, () => handover.AllocatePreserved($"files of session {session.Name}", fileBlocks.Pages)) is not { } files)
                return SystemCall.Failed(Errno.ENOMEM, $"The files of session {session.Name} cannot be listed: no room is left.");
            sessions.Add(new SessionRecord(session.Name, files, (ulong)session.Files.Length).Encode());
        }
        if (sessionBlocks.Write(kernel.Memory, sessions, SessionRecord.Size, () => handover.AllocatePreserved("sessions", sessionBlocks.Pages)) is not { } first
            || RecordBlocks.SharedData.Write(kernel.Memory, [.. State.Shared.Select(data => new SharedDataRecord(data.Compatible, data.Data, data.References).Encode())], SharedDataRecord.Size, () => handover.AllocatePreserved("shared data")) is not { } shared)
            return SystemCall.Failed(Errno.ENOMEM, "The sessions cannot be listed: no room is left.");
        kernel.Memory.TryWrite(State.Root, new OrchestratorRoot(State.Number, first, shared).Encode(kernel.HandoverVersion));
        if (!handover.TryFinalise(out string? problem)) return SystemCall.Failed(Errno.ENOMEM, problem);
        State = State with { Frozen = true };
        return SystemCall.Success;
    }

    /// <summary>Shared data that is handed over, by its name; null where there is none.</summary>
    public SharedData? Outgoing(string compatible) => State.Shared.FirstOrDefault(data => data.Compatible == compatible);

    private bool TryNeed(ImmutableArray<string> names, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        foreach (string name in names)
        {
            if (Outgoing(name) is { } known)
            {
                State = State with { Shared = State.Shared.Replace(known, known with { References = known.References + 1 }) };
                continue;
            }
            if (SharedDataOwner.Of(name).Preserve(kernel) is not { } data)
            {
                problem = $"No free frame is left for {name}.";
                return false;
            }
            State = State with { Shared = State.Shared.Add(new(name, data.Value, 1)) };
        }
        return true;
    }

    private void Release(ImmutableArray<string> names)
    {
        foreach (string name in names)
        {
            if (Outgoing(name) is not { } known) continue;
            if (known.References == 1) SharedDataOwner.Of(name).Unpreserve(kernel, new(known.Data));
            State = State with { Shared = known.References == 1 ? State.Shared.Remove(known) : State.Shared.Replace(known, known with { References = known.References - 1 }) };
        }
    }
}
