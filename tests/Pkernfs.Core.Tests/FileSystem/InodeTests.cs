using CsCheck;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

public class InodeTests
{
    private static readonly Gen<Inode> AnyInode = Gen.Select(
        Gen.Int,
        Gen.ULong,
        Gen.ULong,
        Gen.String[Gen.Char['a', 'z'], 0, 255],
        Gen.UInt,
        Gen.Int,
        (flags, sibling, child, name, block, count) => new Inode(new(9), (InodeFlags)flags, new(sibling), new(child), name, new(block), count));

    [Fact]
    public void What_is_encoded_decodes_to_itself() => AnyInode.Sample(inode =>
    {
        byte[] record = new byte[288];
        inode.Encode(record);
        return Inode.Decode(new(9), record) == inode;
    });

    [Fact]
    public void Encoding_leaves_nothing_of_what_was_there() => AnyInode.Sample(inode =>
    {
        byte[] clean = new byte[288];
        byte[] dirty = Enumerable.Repeat((byte)0xa5, 300).ToArray();
        inode.Encode(clean);
        inode.Encode(dirty);
        return dirty.AsSpan(0, 288).SequenceEqual(clean) && dirty.AsSpan(288).IndexOfAnyExcept((byte)0xa5) < 0;
    });

    [Fact]
    public void Any_bytes_decode() => Gen.Byte.Array[288].Sample(record => { _ = Inode.Decode(new(1), record).ToString(); });

    [Fact]
    public void A_record_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Inode.Decode(new(1), new byte[287]));
        var inode = Inode.Decode(new(1), new byte[288]);
        Assert.Throws<ArgumentException>(() => inode.Encode(new byte[287]));
        Assert.Throws<ArgumentException>(() => (inode with { Name = new string('x', 256) }).Encode(new byte[288]));
    }

    [Theory]
    [InlineData(0, true, false, false, false)]
    [InlineData(1, false, true, false, false)]
    [InlineData(2, false, false, true, false)]
    [InlineData(4, false, false, true, false)]
    [InlineData(8, false, false, false, true)]
    [InlineData(16, false, false, false, true)]
    public void Flags_say_the_type(int flags, bool free, bool file, bool directory, bool pageTables)
    {
        byte[] record = new byte[288];
        record[0] = (byte)flags;
        var inode = Inode.Decode(new(1), record);
        Assert.Equal((free, file, directory, pageTables), (inode.IsFree, inode.IsFile, inode.IsDirectory, inode.IsPageTables));
    }
}
