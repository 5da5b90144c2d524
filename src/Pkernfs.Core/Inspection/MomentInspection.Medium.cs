using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection.Decoding;

namespace Pkernfs.Core.Inspection;

/// <summary>Roles within the pkernfs region.</summary>
public sealed partial class MomentInspection
{
    private Lazy<BlockOwnerIndex>? _blockOwners;

    /// <summary>The file that the byte belongs to, and the byte's offset in it; null where it is no file's content.</summary>
    public FilePlace? FilePlace(PhysicalAddress address)
    {
        if (Medium?.BlockAt(address) is not { } block) return null;
        var within = address - Medium.BlockAddress(block);
        var owner = Claims(block).FirstOrDefault(claim => claim.Use is BlockUse.Data or BlockUse.RootTables or BlockUse.DomainTables or BlockUse.Container or BlockUse.Sessions);
        return owner is null ? null : new(owner.Path, new ByteCount((owner.FileBlock + (block.Value - owner.Block.Value)) * PkernfsLayout.BlockSize) + within, block, owner.Use);
    }

    /// <summary>Every claim on a block that the medium makes; on a sound one at most one.</summary>
    public IEnumerable<BlockOwner> Claims(BlockIndex block)
    {
        _blockOwners ??= new(() => new(Medium?.BlockOwners() ?? []));
        return _blockOwners.Value.At(block);
    }

    private ByteRole? MediumRole(PhysicalAddress address, OwnedExtent? owner)
    {
        if (Medium is not { } medium || medium.BlockAt(address) is not { } block) return null;
        var start = medium.BlockAddress(block);
        ulong offset = (address - start).Value;
        if (block.Value == PkernfsLayout.SuperBlockIndex) return SuperBlockRole(medium, start, offset, owner);
        if (block.Value == PkernfsLayout.InodeStoreIndex) return InodeRole(medium, offset, owner);
        var word = address.AlignDown(WordSize);
        foreach (var claim in Claims(block))
        {
            if (claim.Use == BlockUse.Mappings)
            {
                int index = (int)(offset / sizeof(ulong));
                var inode = medium.ReadInode(claim.Inode);
                var decoded = MediumStructures.MappingsEntry(word, Word(word), index, inode?.MappingCount ?? 0, inode is { IsGigantic: true }, medium.Region);
                return new(ByteRoleKind.MappingsEntry, $"Mappings entry {index} of {claim.Path}", decoded.Summary, new(word, WordSize), owner, decoded, $"inode {claim.Inode}");
            }
            if (claim.Use == BlockUse.Sessions && SessionRole(claim, start, address, owner) is { } session) return session;
            if (claim.Use == BlockUse.Container && ContainerRole(claim, start, address, owner) is { } role) return role;
            if (claim is { Use: BlockUse.DomainTables or BlockUse.Container, FileBlock: 0 } && offset >= PkernfsLayout.RegionListOffset && offset < ByteCount.Page.Value && RegionListRole(medium, claim, start, offset, owner) is { } list) return list;
            if (claim.Use is BlockUse.RootTables or BlockUse.DomainTables or BlockUse.Container && offset < PkernfsLayout.RegionPages / 8)
            {
                int first = (int)(offset / sizeof(ulong)) * 64;
                return new(ByteRoleKind.RegionBitmap, $"Page bitmap of {claim.Path}", $"pages {first} to {first + 63}", new(word, WordSize), owner, MediumStructures.RegionBitmapWord(word, Word(word), first), $"inode {claim.Inode}");
            }
        }
        return null;
    }

    /// <summary>The list of a domain's further regions, after the bitmap in its first one's page 0; null past its end and where there is none.</summary>
    private ByteRole? RegionListRole(PkernfsReader medium, BlockOwner claim, PhysicalAddress start, ulong offset, OwnedExtent? owner)
    {
        var regions = new PageTableRegionsReader(machine.Platform.Memory, medium.Region, start);
        ulong end = PkernfsLayout.RegionListEntriesOffset + (Math.Min(regions.ListedCount, PkernfsLayout.MostFurtherRegions) * sizeof(ulong));
        if (!regions.HasList || offset >= end) return null;
        var word = (start + new ByteCount(offset)).AlignDown(WordSize);
        var decoded = MediumStructures.RegionListWord(word, Word(word), (int)(word - start).Value, medium.Region);
        return new(ByteRoleKind.RegionList, $"List of regions of {claim.Path}", decoded.Summary, new(word, WordSize), owner, decoded, $"inode {claim.Inode}");
    }

    private ByteRole? SuperBlockRole(PkernfsReader medium, PhysicalAddress start, ulong offset, OwnedExtent? owner)
    {
        if (offset < PkernfsLayout.SuperBlockLength)
        {
            return new(ByteRoleKind.SuperBlock, "Super block", "block 0", new(start, new(PkernfsLayout.SuperBlockLength)), owner,
                MediumStructures.SuperBlock(start, Word(start), Word(start + WordSize)), "pkernfs= on the command line");
        }
        if (offset < PkernfsLayout.BitmapOffset) return null;
        var word = (start + new ByteCount(offset)).AlignDown(WordSize);
        ulong first = (offset - PkernfsLayout.BitmapOffset) / sizeof(ulong) * 64;
        return new(ByteRoleKind.BlockBitmap, "Allocation bitmap", $"blocks {first} to {first + 63}", new(word, WordSize), owner, MediumStructures.BitmapWord(word, Word(word), first, medium.BlockCount), "block 0");
    }

    private ByteRole? InodeRole(PkernfsReader medium, ulong offset, OwnedExtent? owner)
    {
        var number = new InodeNumber((offset / PkernfsLayout.InodeLength) + 1);
        if (!PkernfsLayout.IsInodeNumber(number)) return null;
        var range = medium.InodeBytes(number);
        if (Bytes(range.Start, PkernfsLayout.InodeLength) is not { } record) return null;
        string field = (offset % PkernfsLayout.InodeLength) switch
        {
            < 8 => "flags",
            < PkernfsLayout.ChildOffset => "sibling_ino",
            < PkernfsLayout.NameOffset => "child_ino",
            < PkernfsLayout.MappingsBlockOffset => "filename",
            < PkernfsLayout.MappingCountOffset => "mappings_block",
            _ => "num_mappings",
        };
        var decoded = MediumStructures.Inode(range.Start, number, record);
        return new(ByteRoleKind.Inode, $"Inode {number}", $"{decoded.Summary}; field {field}", range, owner, decoded, "block 1, inode store");
    }
}

/// <summary>A byte of a pkernfs file.</summary>
/// <param name="Path">The file: "/guest-ram".</param>
/// <param name="Offset">The byte's offset in it.</param>
/// <param name="Block">The block that holds it.</param>
public sealed record FilePlace(string Path, ByteCount Offset, BlockIndex Block, BlockUse Use);
