using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// /proc/liveupdate: a directory for each session that the kernel before handed over, in it a file for each token. It is the procfs of Gowans's reply to Gunthorpe, over the orchestrator's
/// lists instead of pkernfs; upstream has no such listing. Sessions and files come from the same blocks that the first open of /dev/liveupdate reads, what each file is from its own record.
/// </summary>
public static class IncomingListing
{
    public const string Folder = "/proc/liveupdate";

    /// <summary>The permissions of each entry: the orchestrator's records keep no owner.</summary>
    public const string Mode = "-r-------- root root";

    /// <summary>Every file of every session that is not finished, in the order of the lists; EIO where they cannot be read.</summary>
    public static SystemCall Read(KernelContext kernel, out ImmutableArray<IncomingEntry> entries)
    {
        entries = [];
        var opened = new OrchestratorDriver(kernel).Open();
        if (!opened.Succeeded || kernel.State.Orchestrator?.Incoming?.Sessions is not { } sessions) return opened;
        entries =
        [
            .. from session in sessions
               where !session.Finished
               from file in session.Files
               let handler = FileHandler.Of(file.Compatible)
               select new IncomingEntry(session.Name, file.Token, handler.Describe(kernel, file), handler.FunctionOf(kernel, file), ClaimOf(session, file)),
        ];
        return opened;
    }

    private static string? ClaimOf(IncomingSession session, IncomingFile file) => file.File is not null ? "open" : session.Retrieved ? "its session is open" : null;
}

/// <summary>A file that was handed over, as a listing shows it.</summary>
/// <param name="Content">What its record in memory says that it is; null where the record cannot be read.</param>
/// <param name="Function">The function whose cdev it is; null for any other file.</param>
/// <param name="Claim">Who has it; null where nobody has.</param>
public sealed record IncomingEntry(string Session, ulong Token, string? Content, PciAddress? Function, string? Claim)
{
    /// <summary>A line as a reader of the directory sees it.</summary>
    public override string ToString() => $"{IncomingListing.Folder}/{Session}/{Token:x}: {Content ?? "its record is lost"}, {Claim ?? "unclaimed"}";
}
