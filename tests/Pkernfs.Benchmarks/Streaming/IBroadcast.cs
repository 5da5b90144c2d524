namespace Pkernfs.Benchmarks.Streaming;

/// <summary>One contestant on the serving side: it has clients, and sends the delta of the next moment to each.</summary>
internal interface IBroadcast
{
    /// <summary>Sends that many deltas to each of its clients, as fast as they go: the next one when all clients' last is on its way.</summary>
    Task FloodAsync(int rounds, int clients);

    /// <summary>The machine goes to that moment now; it does not wait until clients know.</summary>
    void Tick(int moment);
}
