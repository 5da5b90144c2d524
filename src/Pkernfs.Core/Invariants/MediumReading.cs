using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Invariants;

/// <summary>Who has which block of a pkernfs region, read through once.</summary>
public sealed class MediumReading
{
    private readonly BlockOwnerIndex _claims;
    private readonly Dictionary<string, ImmutableArray<PhysicalRange>> _data;
    private readonly Lazy<ImmutableArray<MediumProblem>> _problems;

    internal MediumReading(PkernfsReader reader)
    {
        Reader = reader;
        Owners = reader.BlockOwners();
        _claims = new(Owners);
        _problems = new(() => reader.Problems);
        Metadata = [.. RangesOf(owner => owner.Use is BlockUse.SuperBlock or BlockUse.InodeStore or BlockUse.Mappings), .. Owners.Where(MayListRegions).Select(owner => new PhysicalRange(reader.BlockAddress(owner.Block), ByteCount.Page))];
        Structures = RangesOf(owner => owner.Use != BlockUse.Data);
        Tables = RangesOf(owner => HoldsTables(owner.Use));
        Taken = RangesOf(_ => true);
        _data = Owners.Where(owner => owner.Use == BlockUse.Data).GroupBy(owner => owner.Path)
            .ToDictionary(file => file.Key, file => RangesOf(owner => owner.Use == BlockUse.Data && owner.Path == file.Key));
        Data = RangesOf(owner => owner.Use == BlockUse.Data);
    }

    private MediumReading(PkernfsReader reader, MediumReading same)
    {
        Reader = reader;
        Owners = same.Owners;
        _claims = same._claims;
        _problems = same._problems;
        Metadata = same.Metadata;
        Structures = same.Structures;
        Tables = same.Tables;
        Taken = same.Taken;
        _data = same._data;
        Data = same.Data;
    }

    public PkernfsReader Reader { get; }

    /// <summary>Every claim on blocks, by block.</summary>
    public ImmutableArray<BlockOwner> Owners { get; }

    /// <summary>Super block, bitmap, inode store, mappings blocks, and the pages that may list further regions: all that this reading depends on.</summary>
    public ImmutableArray<PhysicalRange> Metadata { get; }

    /// <summary>All blocks with an owner that are no file's data: metadata and page-table files.</summary>
    public ImmutableArray<PhysicalRange> Structures { get; }

    /// <summary>Blocks that tables can be in: those of page-table files.</summary>
    public ImmutableArray<PhysicalRange> Tables { get; }

    /// <summary>The pages of those blocks whose bit is set in their block's own bitmap, as it is now.</summary>
    public ImmutableArray<PhysicalRange> TakenPages => Coverage.Join(
        Owners.Where(owner => HoldsTables(owner.Use) && Reader.IsInRegion(owner.Block)).SelectMany(owner => Reader.PageTables(owner.Block).AllocatedRanges));

    /// <summary>All blocks with an owner.</summary>
    public ImmutableArray<PhysicalRange> Taken { get; }

    /// <summary>Data blocks of every regular file.</summary>
    public ImmutableArray<PhysicalRange> Data { get; }

    /// <summary>Where the medium contradicts itself.</summary>
    public ImmutableArray<MediumProblem> Problems => _problems.Value;

    /// <summary>A file's data blocks; none where there is no such file.</summary>
    /// <param name="path">"/guest-ram".</param>
    public ImmutableArray<PhysicalRange> DataOf(string path) => _data.GetValueOrDefault(path, []);

    /// <summary>Who claims the block that holds the byte; more than one on a broken medium, none for a free block and outside the region.</summary>
    public IEnumerable<BlockOwner> ClaimsAt(PhysicalAddress address) => Reader.BlockAt(address) is { } block ? _claims.At(block) : [];

    /// <summary>The page-table file that the byte is in; null where it is in none.</summary>
    public BlockOwner? TablesAt(PhysicalAddress address) => ClaimsAt(address).FirstOrDefault(owner => HoldsTables(owner.Use));

    /// <summary>True for the files that tables can be in: all but metadata and regular files.</summary>
    public static bool HoldsTables(BlockUse use) => use is not (BlockUse.SuperBlock or BlockUse.InodeStore or BlockUse.Mappings or BlockUse.Data);

    /// <summary>The same reading over a later moment's memory, whose metadata are the same bytes.</summary>
    internal MediumReading On(PkernfsReader reader) => new(reader, this);

    private ImmutableArray<PhysicalRange> RangesOf(Func<BlockOwner, bool> which) =>
        Coverage.Join(Owners.Where(owner => which(owner) && Reader.IsInRegion(owner.Block)).Select(owner => Reader.RunBytes(owner.Run).Intersect(Reader.Region)));

    private bool MayListRegions(BlockOwner owner) => owner is { Use: BlockUse.DomainTables or BlockUse.Container, FileBlock: 0 } && Reader.IsInRegion(owner.Block);
}
