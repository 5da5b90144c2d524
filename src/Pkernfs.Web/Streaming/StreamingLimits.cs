namespace Pkernfs.Web.Streaming;

/// <summary>How much one client may ask of the stream at once.</summary>
public static class StreamingLimits
{
    /// <summary>Cells of a viewport: 512 x 512, finer than anyone tells apart on a map; it bounds a message to about a megabyte at worst.</summary>
    public const int MaxCells = 512 * 512;

    /// <summary>Bits of a physical address that packed numbers carry: all that x86-64 defines, and exact in a double.</summary>
    public const int AddressBits = 52;

    /// <summary>Bytes that one question may read: a frame, which is what a byte view shows.</summary>
    public const int MaxReadBytes = 4096;

    /// <summary>Viewers of one connection: a map, an overview and room for a wall of them.</summary>
    public const int MaxViewers = 16;

    /// <summary>Bytes of one message from a client; the longest command takes a tenth of it.</summary>
    public const int MaxReceivedBytes = 4096;

    /// <summary>
    /// Bytes that are kept for a client that asked for stateful reconnect, until it says (once a second) that it has them. When they are full the stream waits,
    /// and then skips to the newest. A second of 1 KiB updates at 60 Hz takes a quarter; 500 clients that are all away take 128 MiB.
    /// </summary>
    public const int ReconnectBytes = 256 * 1024;

    /// <summary>Characters of a name or id that are looked at, and repeated in an answer that refuses it.</summary>
    public const int MaxNameLength = 128;
}
