using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>What the orchestrator of the kernel before left.</summary>
public sealed partial class OrchestratorDriver
{
    private RecordBlocks SessionBlocks => kernel.HandoverVersion.HasBlobSize() ? RecordBlocks.Chain : RecordBlocks.OldSessions;

    private RecordBlocks FileBlocks => kernel.HandoverVersion.HasBlobSize() ? RecordBlocks.Chain : RecordBlocks.OldFiles;

    /// <summary>
    /// The first open of /dev/liveupdate lists sessions and files, once: EIO where a list is damaged or a file has a handler that this kernel lacks. The
    /// result stays, good or bad.
    /// </summary>
    public SystemCall Open()
    {
        if (State.Incoming is not { Sessions: null } incoming) return SystemCall.Success;
        if (SessionBlocks.Read(kernel.Memory, incoming.Root.Sessions, SessionRecord.Size, null, out string? problem) is not { } list) return Unreadable($"sessions: {problem}");
        var sessions = ImmutableArray.CreateBuilder<IncomingSession>();
        var blocks = incoming.Blocks.AddRange(list.Blocks);
        foreach (var record in list.Records.Select(found => SessionRecord.Decode(found.Bytes)))
        {
            if (FileBlocks.Read(kernel.Memory, record.Files, FileRecord.Size, record.FileCount, out problem) is not { } files) return Unreadable($"files of session {record.Name}: {problem}");
            blocks = blocks.AddRange(files.Blocks);
            var found = files.Records.Select(file => FileRecord.Decode(file.Bytes)).ToImmutableArray();
            if (found.FirstOrDefault(file => !FileHandler.All.Any(handler => handler.Compatible == file.Compatible)) is { } unknown)
                return Unreadable($"no handler here is compatible with \"{unknown.Compatible}\" (ENOENT)");
            sessions.Add(new(record.Name, [.. found.Select(file => new IncomingFile(file.Compatible, file.Data, file.Token, null))], false, false));
        }
        foreach (var block in list.Blocks.Concat(blocks.Skip(incoming.Blocks.Length)).Distinct())
        {
            if (!new HandoverDriver(kernel).TryRestore(block, OwnerClass.HandoverMetadata, "sessions and files", out _, out problem)) return Unreadable(problem);
        }
        Change(current => current with { Sessions = sessions.ToImmutable(), Blocks = [.. blocks.Distinct()] });
        return SystemCall.Success;
    }

    /// <summary>LIVEUPDATE_IOCTL_RETRIEVE_SESSION: ENOENT for a name that was not handed over, EINVAL the second time.</summary>
    public SystemCall RetrieveSession(string name)
    {
        if (Session(name) is not { } session) return SystemCall.Failed(Errno.ENOENT, $"No session {name} was handed over.");
        if (session.Retrieved) return SystemCall.Failed(Errno.EINVAL, $"Session {name} is retrieved already.");
        ChangeSession(name, current => current with { Retrieved = true });
        return SystemCall.Success;
    }

    /// <summary>LIVEUPDATE_SESSION_RETRIEVE_FD, in any order; again it gives the same file.</summary>
    public SystemCall Retrieve(string name, ulong token, out OpenFile? file)
    {
        file = null;
        if (Session(name) is not { Retrieved: true } session) return SystemCall.Failed(Errno.EBADF, $"Session {name} is not open.");
        if (session.Files.FirstOrDefault(known => known.Token == token) is not { } found) return SystemCall.Failed(Errno.ENOENT, $"Session {name} has no file with token {token}.");
        file = found.File;
        if (file is not null) return SystemCall.Success;
        var result = Handler(found).Retrieve(kernel, found, out file);
        var retrieved = file;
        if (result.Succeeded) ChangeSession(name, current => current with { Files = current.Files.Replace(found, found with { File = retrieved }) });
        return result;
    }

    /// <summary>
    /// LIVEUPDATE_SESSION_FINISH: EBUSY while a file is not ready for it. Then each is finished, the newest first, and shared data that nobody needs
    /// any more goes, too.
    /// </summary>
    public SystemCall Finish(string name)
    {
        if (Session(name) is not { Retrieved: true, Finished: false } session) return SystemCall.Failed(Errno.EBADF, $"Session {name} is not open.");
        foreach (var file in session.Files)
        {
            string? why = file.File is null ? "it was never retrieved" : Handler(file).WhyNotFinish(kernel, file);
            if (why is not null) return SystemCall.Failed(Errno.EBUSY, $"The file with token {file.Token} ({file.Compatible}) cannot be finished: {why}.");
        }
        foreach (var file in session.Files.Reverse())
        {
            Handler(file).Finish(kernel, file);
            foreach (string need in Handler(file).Needs) FinishShared(need);
        }
        ChangeSession(name, current => current with { Finished = true });
        if (State.Incoming!.Sessions!.Value.All(known => known.Finished)) FreeLists();
        return SystemCall.Success;
    }

    /// <summary>Shared data that was handed over: ENODATA, as null, where none of that name was. The list's page is read once.</summary>
    public SharedData? Incoming(string compatible, out string? problem)
    {
        problem = null;
        if (State.Incoming is not { } incoming) return null;
        if (incoming.Shared is null)
        {
            if (incoming.Root.SharedData == default) return null;
            if (RecordBlocks.SharedData.Read(kernel.Memory, incoming.Root.SharedData, SharedDataRecord.Size, null, out problem) is not { } list
                || !new HandoverDriver(kernel).TryRestore(incoming.Root.SharedData, OwnerClass.HandoverMetadata, "shared data", out _, out problem)) return null;
            Change(current => current with
            {
                Shared = [.. list.Records.Select(found => SharedDataRecord.Decode(found.Bytes)).Select(data => new SharedData(data.Compatible, data.Data, data.References))],
                Blocks = current.Blocks.AddRange(list.Blocks),
            });
        }
        return State.Incoming!.Shared!.Value.FirstOrDefault(data => data.Compatible == compatible);
    }

    private bool TryReadIncoming(out IncomingOrchestrator? incoming, [NotNullWhen(false)] out string? problem)
    {
        incoming = null;
        problem = null;
        if (kernel.State.Incoming?.Contents.Child(HandoverChild.Orchestrator) is not { } child) return true;
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (child.Data.Value >> PhysicalMemory.AddressBits != 0 || !kernel.Memory.TryRead(child.Data, bytes))
        {
            problem = $"the orchestrator's data would be at {child.Data}, where no RAM answers.";
            return false;
        }
        if (OrchestratorRoot.Decode(kernel.HandoverVersion, bytes, out problem) is not { } root)
        {
            problem ??= "the orchestrator's data cannot be read.";
            return false;
        }
        incoming = new(root, null, null, []);
        return true;
    }

    private void FinishShared(string name)
    {
        if (State.Incoming?.Shared?.FirstOrDefault(data => data.Compatible == name) is not { } known) return;
        ulong left = known.References - 1;
        if (left == 0) SharedDataOwner.Of(name).Finish(kernel, new(known.Data));
        Change(current => current with
        {
            Shared = left == 0 ? current.Shared!.Value.Remove(known) : current.Shared!.Value.Replace(known, known with { References = left }),
        });
    }

    private void FreeLists()
    {
        foreach (var block in State.Incoming!.Blocks) kernel.Free(block);
        if (kernel.State.Incoming?.Contents.Child(HandoverChild.Orchestrator) is { } root && new HandoverDriver(kernel).TryRestore(root.Data, OwnerClass.HandoverMetadata, "orchestrator's root", out _, out _)) kernel.Free(root.Data);
        Change(current => current with { Blocks = [] });
    }

    private IncomingSession? Session(string name) => State.Incoming?.Sessions?.FirstOrDefault(session => session.Name == name);

    private static FileHandler Handler(IncomingFile file) => FileHandler.Of(file.Compatible);

    private void Change(Func<IncomingOrchestrator, IncomingOrchestrator> change) => State = State with { Incoming = change(State.Incoming!) };

    private void ChangeSession(string name, Func<IncomingSession, IncomingSession> change) => Change(current => current with
    {
        Sessions = [.. current.Sessions!.Value.Select(session => session.Name == name ? change(session) : session)],
    });

    private static SystemCall Unreadable(string what) => SystemCall.Failed(Errno.EIO, $"/dev/liveupdate cannot be opened, {what}. Only a reboot helps.");
}
