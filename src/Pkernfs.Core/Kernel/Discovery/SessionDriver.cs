using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Kernel;

/// <summary>Sessions as the Live Update Orchestrator has them, kept in a pkernfs file: a file goes in under a token and comes out once, in the next kernel.</summary>
public sealed class SessionDriver(KernelContext kernel)
{
    /// <summary>Puts a file into a session: ENOENT, EINVAL for a directory or a file of root tables, EEXIST for a token that the session has.</summary>
    public SystemCall Preserve(string session, ulong token, InodeNumber file)
    {
        if (!TryTable(true, out var table, out string? problem)) return SystemCall.FromSentence(problem);
        if (table.Reader.Read(out problem) is not { } entries) return SystemCall.FromSentence(problem);
        if (new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value).ReadInode(file) is not { IsFree: false } inode)
            return SystemCall.Failed(Errno.ENOENT, $"There is no inode {file} to preserve.");
        if (KindOf(inode) == SessionFileKind.None) return SystemCall.Failed(Errno.EINVAL, $"Inode {file} is no file that a session can hold.");
        if (entries.Any(entry => entry.Session == session && entry.Token == token)) return SystemCall.Failed(Errno.EEXIST, $"Session {session} has a file under token 0x{token:x} already.");
        return table.TryWrite(entries.Add(new(session, token, file, KindOf(inode))), out problem) ? SystemCall.Success : SystemCall.FromSentence(problem);
    }

    /// <summary>Takes a file out again, in the kernel after: ENOENT where no such session or token is, EBUSY the second time, EIO for a file that is not what was put in.</summary>
    public SystemCall Retrieve(string session, ulong token, out InodeNumber file)
    {
        file = default;
        if (!TryTable(false, out var table, out string? problem)) return SystemCall.FromSentence(problem);
        if (table.Reader.Read(out problem) is not { } entries) return SystemCall.FromSentence(problem);
        if (entries.FirstOrDefault(entry => entry.Session == session && entry.Token == token) is not { } kept)
        {
            return SystemCall.Failed(Errno.ENOENT, entries.Any(entry => entry.Session == session)
                ? $"Session {session} has no file under token 0x{token:x}."
                : $"There is no session {session}; there are: {(entries.IsEmpty ? "none" : string.Join(", ", entries.Select(entry => entry.Session).Distinct()))}.");
        }
        if (kernel.State.OpenEntries.Contains(kept.File.Value)) return SystemCall.Failed(Errno.EBUSY, $"The file under token 0x{token:x} of session {session} was retrieved already.");
        if (new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value).ReadInode(kept.File) is not { IsFree: false } inode || KindOf(inode) != kept.Kind)
            return SystemCall.Failed(Errno.EIO, $"The file under token 0x{token:x} of session {session}, inode {kept.File}, is not what was put in.");
        kernel.State = kernel.State with { OpenEntries = kernel.State.OpenEntries.Add(kept.File.Value) };
        file = kept.File;
        return SystemCall.Success;
    }

    /// <summary>Ends a session: its entries leave the table, and the last session takes the table with it; its files go on as files. ENOENT, EBUSY while one was not retrieved.</summary>
    public SystemCall Finish(string session)
    {
        if (!TryTable(false, out var table, out string? problem)) return SystemCall.FromSentence(problem);
        if (table.Reader.Read(out problem) is not { } entries) return SystemCall.FromSentence(problem);
        if (entries.FirstOrDefault(entry => entry.Session == session && !kernel.State.OpenEntries.Contains(entry.File.Value)) is { } left)
            return SystemCall.Failed(Errno.EBUSY, $"Session {session} cannot end: nobody retrieved the file under token 0x{left.Token:x}.");
        if (entries.All(entry => entry.Session != session)) return SystemCall.Failed(Errno.ENOENT, $"There is no session {session} to end.");
        if (!table.TryWrite([.. entries.Where(entry => entry.Session != session)], out problem)) return SystemCall.FromSentence(problem);
        if (entries.Any(entry => entry.Session != session)) return SystemCall.Success;
        return new PkernfsDriver(kernel).TryVolume(out var volume, out problem) && volume.TryReleaseSessions(out problem) ? SystemCall.Success : SystemCall.FromSentence(problem);
    }

    /// <summary>The session that still holds a file; null where none does, or there is no table of sessions that can be read.</summary>
    public string? WhoHolds(InodeNumber file) =>
        new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs ?? default).Lookup("/" + SessionLayout.FileName) is not null && TryTable(false, out var table, out _)
            && table.Reader.Read(out _)?.FirstOrDefault(entry => entry.File == file) is { } holder ? $"session {holder.Session} holds it under token 0x{holder.Token:x}" : null;

    private static SessionFileKind KindOf(Inode inode) =>
        inode.IsFile ? SessionFileKind.Memory
        : (inode.Flags & InodeFlags.IommuDomainTables) != 0 ? SessionFileKind.Tables
        : (inode.Flags & InodeFlags.VfioContainer) != 0 ? SessionFileKind.Container
        : SessionFileKind.None;

    private bool TryTable(bool create, out SessionTable table, out string? problem)
    {
        table = null!;
        if (!new PkernfsDriver(kernel).TryVolume(out var volume, out problem)) return false;
        var found = volume.Lookup("/" + SessionLayout.FileName);
        if (found is null && !create)
        {
            problem = $"ENOENT: there is no /{SessionLayout.FileName}: nobody preserved a session, or its file is lost.";
            return false;
        }
        PhysicalAddress block;
        if (found is null ? !volume.TryCreateSessions(out block, out problem) : !volume.TryGetTables(found.Number, InodeFlags.Sessions, out block, out problem)) return false;
        table = new SessionTable(kernel.Memory, block);
        return true;
    }
}
