using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>Blocks that a file gave back while somebody still uses them, and who gets them next.</summary>
internal static class FreedBlocks
{
    /// <summary>The file that comes after.</summary>
    public const string NextFile = "next-file";

    /// <summary>
    /// Clears the blocks' bits in the allocation bitmap, as a file system that frees would: the posted one leaks them instead, which hides the mistake. Then
    /// another file is made, so that first fit gives it these blocks, and its owner fills it through a mapping.
    /// </summary>
    /// <param name="runs">The blocks that are given back.</param>
    /// <param name="dataBlocks">How many blocks of data the other file has.</param>
    public static void HandOn(Operation operation, KernelContext kernel, ImmutableArray<BlockRun> runs, ulong dataBlocks)
    {
        if (!new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem))
        {
            operation.Fail(problem);
            return;
        }
        var medium = volume.Reader;
        var freed = runs.Where(run => run.First.Value >= PkernfsLayout.FirstFreeBlock && medium.IsInRegion(run)).ToArray();
        foreach (var block in freed.SelectMany(run => run.Blocks))
            kernel.Memory.TryClearBit(PkernfsLayout.Offset(medium.Region.Start, PkernfsLayout.BitmapOffset), block.Value);
        // Whoever was given this memory has lost it: what a device still writes there is late.
        var places = freed.Select(medium.RunBytes).ToArray();
        kernel.Hardware.Ledger = kernel.Hardware.Ledger.Withdraw(contract => places.Any(place => place.Contains(contract.Memory)));

        string name = NextFile;
        for (int count = 2; medium.Lookup("/" + name) is not null; count++) name = $"{NextFile}-{count}";
        if (!volume.TryCreateFile(name, out var file, out problem) || !volume.TryTruncate(file, new(dataBlocks << PkernfsLayout.BlockShift), out problem))
        {
            operation.Report(SystemCall.OfSentence(problem!) ?? SystemCall.Failed(Errno.EIO, problem!));
            return;
        }
        var content = KernelImage.Pattern("another file's content", name);
        var inode = medium.ReadInode(file)!;
        var taken = medium.FileRuns(inode);
        foreach (var run in taken.Where(medium.IsInRegion)) kernel.Memory.TryFill(medium.RunBytes(run), content);
        ulong again = 0;
        foreach (var run in taken.Append(new(inode.MappingsBlock, 1)))
        {
            foreach (var other in freed) again += Common(run, other);
        }
        operation.Say($"{freed.Aggregate(0UL, (sum, run) => sum + run.Count)} blocks were freed; /{name} got {again} of them.");
    }

    private static ulong Common(BlockRun one, BlockRun other)
    {
        ulong first = Math.Max(one.First.Value, other.First.Value), last = Math.Min(one.Last.Value, other.Last.Value);
        return first <= last ? last - first + 1 : 0;
    }
}
