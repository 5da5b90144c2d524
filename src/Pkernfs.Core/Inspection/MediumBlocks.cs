using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection;

/// <summary>Who has which blocks of a pkernfs region, a file's data in runs: a host's guests have hundreds of thousands of blocks, and few runs.</summary>
internal sealed class MediumBlocks
{
    private readonly PhysicalMemory _memory;
    private readonly PhysicalRange _region;
    private readonly ImmutableArray<PhysicalRange> _metadata;

    private MediumBlocks(PhysicalMemory memory, PhysicalRange region, PkernfsReader reader)
    {
        (_memory, _region) = (memory, region);
        var runs = ImmutableArray.CreateBuilder<(BlockOwner Owner, PhysicalRange Bytes)>();
        foreach (var owner in reader.BlockOwners())
        {
            var bytes = reader.BlockBytes(owner.Block);
            if (!region.Contains(bytes)) continue;
            if (owner.Use == BlockUse.Data && runs.Count > 0 && runs[^1] is var (before, run) && before.Use == BlockUse.Data && before.Inode == owner.Inode && run.End == bytes.Start)
                runs[^1] = (before, PhysicalRange.FromTo(run.Start, bytes.End));
            else runs.Add((owner, bytes));
        }
        Runs = runs.ToImmutable();
        _metadata = [.. Runs.Where(run => run.Owner.Use is BlockUse.SuperBlock or BlockUse.InodeStore or BlockUse.Mappings).Select(run => run.Bytes)];
    }

    /// <summary>By address, each with the owner of its first block.</summary>
    public ImmutableArray<(BlockOwner Owner, PhysicalRange Bytes)> Runs { get; }

    /// <summary>The blocks at a moment; the moment before's where none of the bytes changed that they are read from.</summary>
    public static MediumBlocks Of(PhysicalMemory memory, PhysicalRange region, MediumBlocks? former)
    {
        var reader = new PkernfsReader(memory, region);
        return former is not null && former._region == region && former._metadata.Length > 0 && former._metadata.All(range => !memory.ChangedRuns(former._memory, range).Any())
            ? former : new(memory, region, reader);
    }
}
