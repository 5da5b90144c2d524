using System.Diagnostics.Metrics;

namespace Pkernfs.Web.Streaming;

/// <summary>What the stream did since the server started, for whoever runs it: "dotnet-counters monitor --counters Pkernfs.Web.Streaming".</summary>
public static class StreamingMeter
{
    public const string Name = "Pkernfs.Web.Streaming";

    /// <summary>Updates that viewers took to be sent.</summary>
    public const string UpdatesName = "pkernfs.stream.updates";

    private static readonly Meter meter = new(Name);

    internal static Counter<long> Updates { get; } = meter.CreateCounter<long>(UpdatesName, "{update}", "Updates that viewers took to be sent.");

    internal static Counter<long> Packed { get; } = meter.CreateCounter<long>("pkernfs.stream.packed", "{update}", "Updates that were worked out and packed; viewers who want the same share one.");

    internal static Counter<long> Bytes { get; } = meter.CreateCounter<long>("pkernfs.stream.packed_bytes", "By", "Packed bytes of the updates that viewers took.");
}
