using System.Globalization;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What the kernel before left, as a filesystem: a directory for each session, a file by its token in hexadecimal in each. It is ours: it gives user space of the orchestrator what a pkernfs file gives, a name that it can
/// open and hand to the kernel again. Nothing is kept for it, session names and tokens are handed over anyway.
/// </summary>
public sealed partial class OrchestratorDriver
{
    /// <summary>Where user space mounts it.</summary>
    public const string MountPoint = "/mnt/liveupdate";

    /// <summary>Mounts the view: EIO where the lists that it shows cannot be read.</summary>
    public SystemCall Mount()
    {
        var opened = Open();
        if (opened.Succeeded) State = State with { Mounted = true };
        return opened;
    }

    /// <summary>open() of a file: whoever opens the first file of a session has the session. What comes of it is what RETRIEVE_FD would give.</summary>
    public SystemCall OpenPath(string path, out OpenFile? file)
    {
        file = null;
        var found = Resolve(path, out string session, out ulong token);
        return found.Succeeded ? Retrieve(session, token, out file) : found;
    }

    /// <summary>
    /// Hands a file of the view to a descriptor that user space has opened itself, which takes in what was handed over: EINVAL where the two do not go together, EBUSY where it was retrieved already.
    /// RETRIEVE_INTO_FD, as proposed, is nearest.
    /// </summary>
    public SystemCall InjectPath(string path, OpenFile target)
    {
        var resolved = Resolve(path, out string session, out ulong token);
        if (!resolved.Succeeded) return resolved;
        var found = Session(session)!.Files.First(known => known.Token == token);
        if (found.File is not null) return SystemCall.Failed(Errno.EBUSY, $"{path} was retrieved already.");
        var result = Handler(found).RetrieveInto(kernel, found, target);
        if (result.Succeeded) ChangeSession(session, current => current with { Files = current.Files.Replace(found, found with { File = target }) });
        return result;
    }

    /// <summary>A file's path below the mount point.</summary>
    public static string PathOf(string session, ulong token) => string.Create(CultureInfo.InvariantCulture, $"/{session}/{token:x}");

    private SystemCall Resolve(string path, out string session, out ulong token)
    {
        (session, token) = ("", 0);
        if (!State.Mounted) return SystemCall.Failed(Errno.ENOENT, $"{MountPoint}{path}: nothing is mounted there.");
        int last = path.LastIndexOf('/');
        if (last < 1 || path[0] != '/' || !ulong.TryParse(path.AsSpan(last + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out token)
            || Session(path[1..last]) is not { Finished: false } found || !Has(found, token))
            return SystemCall.Failed(Errno.ENOENT, $"{MountPoint} has no file {path}.");
        session = found.Name;
        return found.Retrieved ? SystemCall.Success : RetrieveSession(session);
    }

    private static bool Has(IncomingSession session, ulong token) => session.Files.Any(file => file.Token == token);
}
