using CsCheck;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Arithmetic on runs of blocks against the same done block by block.</summary>
public class BlockClaimTests
{
    private const ulong Most = 40;

    private static readonly Gen<BlockOwner[]> Owners = Gen.Select(Gen.ULong[0, Most], Gen.ULong[1, 9], (first, count) => new BlockOwner(new(first), count, BlockUse.Data, new(2), "/f", 0)).Array[0, 12];

    [Fact]
    public void Parts_have_the_claims_that_each_block_has() => Owners.Sample(owners =>
    {
        BlockOwner[] sorted = [.. owners.OrderBy(owner => owner.Block)];
        var parts = BlockClaims.Parts(sorted, 2, 20).ToArray();
        for (ulong block = 0; block < Most + 10; block++)
        {
            var claims = sorted.Where(owner => owner.Run.Contains(new(block))).ToArray();
            var part = parts.Where(part => part.Run.Contains(new(block))).ToArray();
            Assert.Equal(claims.Length > 0 ? 1 : 0, part.Length);
            if (part.Length > 0) Assert.Equal(claims, part[0].Claims);
        }
        Assert.All(parts, part => Assert.False(part.Run.First.Value < 20 && part.Run.Last.Value >= 20));
        Assert.Equal(parts.Select(part => part.Run.First), parts.Select(part => part.Run.First).Order());
    });

    [Fact]
    public void What_is_left_of_a_run_is_what_no_other_has() => Gen.Select(Owners, Gen.ULong[0, Most], Gen.ULong[1, 20]).Sample((owners, first, count) =>
    {
        var others = BlockClaims.Union(owners.Select(owner => owner.Run));
        var left = BlockClaims.Without(new(new(first), count), others).SelectMany(run => run.Blocks).Select(block => block.Value);
        Assert.Equal(Enumerable.Range((int)first, (int)count).Select(block => (ulong)block).Where(block => !owners.Any(owner => owner.Run.Contains(new(block)))), left);
    });

    [Fact]
    public void The_index_finds_every_claim() => Owners.Sample(owners =>
    {
        BlockOwner[] sorted = [.. owners.OrderBy(owner => owner.Block)];
        var index = new BlockOwnerIndex(sorted);
        for (ulong block = 0; block < Most + 10; block++) Assert.Equal(sorted.Where(owner => owner.Run.Contains(new(block))), index.At(new(block)));
    });

    [Fact]
    public void Numbers_at_the_end_of_64_bits_are_blocks_like_any_other()
    {
        var runs = new List<BlockRun>();
        BlockRun.Append(runs, new(ulong.MaxValue), 512);
        BlockRun.Append(runs, new(0), 1);
        Assert.Equal([new BlockRun(new(ulong.MaxValue), 1), new(new(0), 1)], runs);
        Assert.Equal(ulong.MaxValue, Assert.Single(BlockClaims.Without(runs[0], [])).Last.Value);
    }
}
