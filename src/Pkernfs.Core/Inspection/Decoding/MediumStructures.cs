using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>What pkernfs keeps on its medium (RFC 01/18 to 04/18, 08/18).</summary>
public static class MediumStructures
{
    public static DecodedEntry SuperBlock(PhysicalAddress address, ulong magic, ulong nextFree) => new FieldList(magic, nextFree)
        .Hex(63, 0, "magic", magic == PkernfsLayout.MagicNumber ? "\"pkernfs\": the region is formatted" : "not pkernfs: the kernel would format it", magic != PkernfsLayout.MagicNumber)
        .Number(127, 64, "next_free_ino", nextFree == 0 ? "no inode is free" : "the first free inode", nextFree > PkernfsLayout.MaxInode)
        .Entry("super block", address, "RFC 01/18", magic == PkernfsLayout.MagicNumber ? $"formatted, next free inode {nextFree}" : "not formatted");

    /// <summary>An inode's record of <see cref="PkernfsLayout.InodeLength"/> bytes.</summary>
    /// <exception cref="ArgumentException">The record is shorter.</exception>
    public static DecodedEntry Inode(PhysicalAddress address, InodeNumber number, ReadOnlySpan<byte> record)
    {
        var inode = FileSystem.Inode.Decode(number, record);
        ulong[] words = Words(record[..PkernfsLayout.InodeLength]);
        bool several = BitOperations.PopCount((uint)(inode.IsGigantic ? inode.Flags & ~InodeFlags.GiganticBlocks : inode.Flags)) > 1;
        string block = inode.IsDomainTables ? "the file's first block" : inode.IsPageTables ? "the file's one block" : inode.IsFile ? "the block that lists its blocks" : "none";
        return new FieldList(words)
            .Hex(31, 0, "flags", inode.IsFree ? "free" : TypeOf(inode.Flags), several)
            .Ignored(63, 32, "padding")
            .Number(127, 64, "sibling_ino", inode.IsFree ? "the next free inode" : "the next of its directory", inode.Sibling.Value > PkernfsLayout.MaxInode)
            .Number(191, 128, "child_ino", "a directory's first", inode.Child.Value > PkernfsLayout.MaxInode)
            .Word((PkernfsLayout.NameOffset + PkernfsLayout.NameLength) * 8 - 1, PkernfsLayout.NameOffset * 8, "filename", inode.Name.Length == 0 ? "empty" : inode.Name, "padded with NULs")
            .Ignored(PkernfsLayout.MappingsBlockOffset * 8 - 1, (PkernfsLayout.NameOffset + PkernfsLayout.NameLength) * 8, "padding")
            .Number(PkernfsLayout.MappingCountOffset * 8 - 1, PkernfsLayout.MappingsBlockOffset * 8, "mappings_block", block)
            .Number(PkernfsLayout.InodeLength * 8 - 1, PkernfsLayout.MappingCountOffset * 8, "num_mappings", "blocks handed out; no size is kept", inode.MappingCount < 0)
            .Entry("inode", address, "RFC 02/18", inode.IsFree ? "free" : $"{TypeOf(inode.Flags)} \"{inode.Name}\", {inode.MappingCount.ToString(CultureInfo.InvariantCulture)} blocks{(inode.IsGigantic ? " of 1 GiB" : "")}");
    }

    /// <param name="first">The block of bit 0.</param>
    /// <param name="blocks">How many blocks the region has; bits past it must be clear.</param>
    public static DecodedEntry BitmapWord(PhysicalAddress address, ulong word, ulong first, ulong blocks) =>
        Runs(word, (low, high) => (Span(first, low, high), first + (ulong)high >= blocks)).Entry("bitmap word", address, "RFC 03/18", $"blocks {first} to {first + 63}: {BitOperations.PopCount(word)} taken");

    /// <param name="first">The page of bit 0.</param>
    public static DecodedEntry RegionBitmapWord(PhysicalAddress address, ulong word, int first) =>
        Runs(word, (low, high) => (Span((ulong)first, low, high), false)).Entry("page bitmap word", address, "RFC 08/18", $"pages {first} to {first + 63}: {BitOperations.PopCount(word)} taken");

    /// <summary>A word of the list of a domain's further regions (ours).</summary>
    /// <param name="offset">Its offset in the bitmap page.</param>
    public static DecodedEntry RegionListWord(PhysicalAddress address, ulong word, int offset, PhysicalRange region)
    {
        const string source = "region list, ours";
        if (offset == PkernfsLayout.RegionListOffset)
            return new FieldList(word).Hex(63, 0, "magic", "\"regions\": a list follows").Entry("region list", address, source, "a list of further regions");
        if (offset == PkernfsLayout.RegionListCountOffset)
        {
            return new FieldList(word).Number(63, 0, "count", "further regions, beside this block", word > PkernfsLayout.MostFurtherRegions)
                .Entry("region list", address, source, string.Create(CultureInfo.InvariantCulture, $"{word} further regions"));
        }
        bool outside = word >= PkernfsLayout.BlockCount(region);
        int number = ((offset - PkernfsLayout.RegionListEntriesOffset) / sizeof(ulong)) + 1;
        return new FieldList(word)
            .Word(63, 0, "block", word.ToString(CultureInfo.InvariantCulture), outside ? "outside the region" : $"2 MiB at {PkernfsLayout.BlockAddress(region, new(word))}", outside)
            .Entry("region list entry", address, source, $"region {number}: block {word}");
    }

    /// <param name="index">The entry's place in the file.</param>
    /// <param name="count">How many of the entries the inode counts.</param>
    /// <param name="gigantic">Whether each stands for 1 GiB of the file (ours), and not for 2 MiB.</param>
    public static DecodedEntry MappingsEntry(PhysicalAddress address, ulong block, int index, int count, bool gigantic, PhysicalRange region)
    {
        bool used = index < count;
        ulong blocks = gigantic ? PkernfsLayout.GiganticBlocks : 1;
        bool outside = used && !(block < PkernfsLayout.BlockCount(region) && blocks <= PkernfsLayout.BlockCount(region) - block);
        string where = outside ? "outside the region" : $"{new ByteCount(blocks << PkernfsLayout.BlockShift)} at {PkernfsLayout.BlockAddress(region, new(block))}";
        return new FieldList(block)
            .Word(63, 0, "block", block.ToString(CultureInfo.InvariantCulture), used ? where : "past the file's blocks", outside)
            .Entry("mappings entry", address, "RFC 04/18", used ? $"file offset {new ByteCount((ulong)index * (blocks << PkernfsLayout.BlockShift))}: block {block}" : "not in use");
    }

    // Bits of one value that follow each other are one field: "blocks 4 to 63 taken".
    private static FieldList Runs(ulong word, Func<int, int, (string Name, bool Outside)> name)
    {
        var fields = new FieldList(word);
        for (int low = 0; low < 64;)
        {
            bool set = (word >> low & 1) != 0;
            int high = low;
            while (high < 63 && (word >> (high + 1) & 1) != 0 == set) high++;
            var (text, outside) = name(low, high);
            fields.Word(high, low, text, set ? "1" : "0", set ? outside ? "taken, outside the region" : "taken" : "free", set && outside);
            low = high + 1;
        }
        return fields;
    }

    private static string Span(ulong first, int low, int high) => low == high ? $"{first + (ulong)low}" : $"{first + (ulong)low}–{first + (ulong)high}";

    internal static ulong[] Words(ReadOnlySpan<byte> bytes)
    {
        ulong[] words = new ulong[(bytes.Length + 7) / sizeof(ulong)];
        bytes.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    private static string TypeOf(InodeFlags flags) => flags switch
    {
        InodeFlags.File => "regular file",
        InodeFlags.Directory => "directory",
        InodeFlags.IommuDirectory => "directory of page tables",
        InodeFlags.IommuRootTables => "root and context tables",
        InodeFlags.IommuDomainTables => "a domain's page tables",
        InodeFlags.VfioContainer => "a VFIO container",
        InodeFlags.Sessions => "live update sessions",
        InodeFlags.File | InodeFlags.GiganticBlocks => "regular file of 1 GiB pieces",
        _ => $"several types at once, {(int)flags}",
    };
}
