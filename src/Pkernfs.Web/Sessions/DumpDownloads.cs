using System.Collections.Concurrent;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>The dumps that pages offer at the moment. Each is there for as long as its page offers it.</summary>
public sealed class DumpDownloads
{
    private readonly ConcurrentDictionary<string, DumpDownload> offered = new();

    public DumpDownload Offer(Moment moment, LiveUpdatePlan plan)
    {
        var download = new DumpDownload(Guid.NewGuid().ToString("N"), moment, plan);
        offered[download.Id] = download;
        return download;
    }

    public DumpDownload? Find(string id) => offered.GetValueOrDefault(id);

    /// <summary>No longer offered; what is on its way is ended.</summary>
    public void Withdraw(DumpDownload download)
    {
        if (offered.TryRemove(download.Id, out _)) download.Dispose();
    }
}
