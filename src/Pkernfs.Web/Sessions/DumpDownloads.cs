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

    /// <summary>No longer offered. What is on its way goes on: a file that a browser fetches is not lost when its page closes the panel.</summary>
    public void Withdraw(DumpDownload download) => offered.TryRemove(download.Id, out _);
}
