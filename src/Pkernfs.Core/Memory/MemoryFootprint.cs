namespace Pkernfs.Core.Memory;

/// <summary>
/// What memories take of the host's heap, together: structure that they share counts once. Add the moments of a run one by one, and each
/// costs and counts only what it changed.
/// </summary>
public sealed class MemoryFootprint
{
    // A 64-bit .NET object: header and method table; an array also its length. Fields and elements come on top.
    private const long ObjectBytes = 16;
    private const long ArrayBytes = 24;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes of heap.</summary>
    public long Bytes { get; private set; }

    /// <summary>Frames that are different objects; one that stands at many places is one.</summary>
    public long Frames { get; private set; }

    /// <summary>Counts what of <paramref name="memory"/> was not counted before.</summary>
    public void Add(PhysicalMemory memory)
    {
        if (memory.Root is { } root) Add(root);
    }

    private void Add(RadixNode node)
    {
        if (!_seen.Add(node)) return;
        Bytes += ObjectBytes + (4 * sizeof(ulong)) + ArrayBytes + (node.Children.Length * (long)sizeof(ulong));
        foreach (object child in node.Children)
        {
            if (child is RadixNode below) Add(below);
            else Add((Frame)child);
        }
    }

    private void Add(Frame frame)
    {
        if (!_seen.Add(frame)) return;
        Frames++;
        Bytes += ObjectBytes + sizeof(ulong) + ArrayBytes + (frame.Blocks.Length * (long)sizeof(ulong));
        foreach (ulong[] block in frame.Blocks)
        {
            if (_seen.Add(block)) Bytes += ArrayBytes + (block.Length * (long)sizeof(ulong));
        }
    }
}
