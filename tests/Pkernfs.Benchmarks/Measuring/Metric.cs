namespace Pkernfs.Benchmarks.Measuring;

/// <summary>One of the metrics P1 to P11: work that is done by the product and by a peer, side by side in one run.</summary>
internal abstract class Metric
{
    public abstract string Id { get; }

    public abstract string What { get; }

    /// <summary>True where it cannot be measured without a Chromium on this machine.</summary>
    public virtual bool NeedsBrowser => false;

    public abstract IEnumerable<Row> Run(BenchScale scale, CReference reference);
}

/// <summary>A line of the table.</summary>
/// <param name="Ours">What the product took or used, in words.</param>
/// <param name="Peer">The same of what it is held against.</param>
/// <param name="Ratio">In the target's direction.</param>
/// <param name="Spread">The smallest and the largest ratio of a pair; null where nothing was timed.</param>
/// <param name="Target">In words: "≥ 1.5×".</param>
/// <param name="Holds">Null for a row that is there to compare, without a target of its own.</param>
internal sealed record Row(string Id, string What, string Ours, string PeerName, string Peer, double Ratio, (double Low, double High)? Spread, string Target, bool? Holds);
