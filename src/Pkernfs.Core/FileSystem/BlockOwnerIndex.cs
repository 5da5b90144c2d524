namespace Pkernfs.Core.FileSystem;

/// <summary>Finds who claims a block. The cost of a question follows the claims there, not the blocks.</summary>
public sealed class BlockOwnerIndex
{
    private readonly IReadOnlyList<BlockOwner> _owners;

    // The highest block that this owner or one before it claims: where it is too low, nobody further up can claim the block.
    private readonly ulong[] _reach;

    /// <param name="owners">By block, as <see cref="PkernfsReader.BlockOwners"/> gives them.</param>
    public BlockOwnerIndex(IReadOnlyList<BlockOwner> owners)
    {
        _owners = owners;
        _reach = new ulong[owners.Count];
        for (int i = 0; i < _reach.Length; i++) _reach[i] = Math.Max(i > 0 ? _reach[i - 1] : 0, owners[i].Run.Last.Value);
    }

    /// <summary>Every claim on the block, in the owners' order; on a sound medium at most one.</summary>
    public IEnumerable<BlockOwner> At(BlockIndex block)
    {
        int low = 0, high = _owners.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_owners[middle].Block <= block) low = middle + 1;
            else high = middle;
        }
        int first = low;
        while (first > 0 && _reach[first - 1] >= block.Value) first--;
        for (int i = first; i < low; i++)
        {
            if (_owners[i].Run.Contains(block)) yield return _owners[i];
        }
    }
}
