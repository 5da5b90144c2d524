namespace Pkernfs.Core.FileSystem;

/// <summary>Blocks that follow each other: what a terabyte's file is told in, where its blocks are half a million. A broken medium may name any first block.</summary>
/// <param name="First">The first block.</param>
/// <param name="Count">How many; at least 1.</param>
public readonly record struct BlockRun(BlockIndex First, ulong Count)
{
    /// <summary>The last block.</summary>
    public BlockIndex Last => new(unchecked(First.Value + (Count - 1)));

    public bool Contains(BlockIndex block) => block.Value >= First.Value && block.Value - First.Value < Count;

    /// <summary>The blocks one by one, for files that have few.</summary>
    public IEnumerable<BlockIndex> Blocks
    {
        get
        {
            for (ulong i = 0; i < Count; i++) yield return new(unchecked(First.Value + i));
        }
    }

    /// <summary>Appends blocks to a list of runs, joined to the last run where they carry it on.</summary>
    public static void Append(IList<BlockRun> runs, BlockIndex first, ulong count)
    {
        // Past the end of 64 bits there is no block: a broken medium's number stays one block.
        if (count > 1 && first.Value > ulong.MaxValue - count) count = 1;
        if (runs.Count > 0 && runs[^1] is var last && last.Last.Value != ulong.MaxValue && last.Last.Value + 1 == first.Value)
            runs[^1] = last with { Count = last.Count + count };
        else
            runs.Add(new(first, count));
    }
}
