using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Inspection;

/// <summary>Memory that is kept away from everyone else for the sake of live updates, at a moment.</summary>
/// <param name="Bytes">Kept away: cut out of the memory map, used or not; scratch, where the next kernel boots in it.</param>
/// <param name="Used">Of it, what something is in.</param>
/// <param name="LargestPool">Pages taken in the fullest pool of page tables, in all of its 2 MiB regions and their bitmaps' pages among them; 0 where there is none.</param>
public sealed record ReservedMemory(ByteCount Bytes, ByteCount Used, int LargestPool)
{
    public static ReservedMemory None { get; } = new(default, default, 0);

    public static ReservedMemory At(MachineState machine)
    {
        if (machine.Kernel is { Handover: { } handover } owner)
        {
            var (all, medium) = (HandedOver(machine, owner, handover), InRegion(machine));
            return medium == None ? all : new(all.Bytes, new(all.Used.Value - Math.Min(all.Used.Value, medium.Bytes.Value) + medium.Used.Value), medium.LargestPool);
        }
        return InRegion(machine);
    }

    private static ReservedMemory InRegion(MachineState machine)
    {
        if (machine.Kernel?.CommandLine.Pkernfs is not { } region) return None;
        var reader = new PkernfsReader(machine.Platform.Memory, region);
        if (!reader.IsAccessible || !reader.HasMagic) return None;
        var pools = reader.Files().Where(file => !file.Inode.IsDirectory && file.Path.StartsWith($"/{PkernfsLayout.IommuDirectoryName}/", StringComparison.Ordinal))
            .Select(file => reader.FileRuns(file.Inode).SelectMany(run => run.Blocks).Sum(block => new PageTableRegionReader(machine.Platform.Memory, reader.BlockAddress(block)).AllocatedPages));
        return new(region.Length, new(reader.AllocatedCount * PkernfsLayout.BlockSize), pools.DefaultIfEmpty(0).Max());
    }

    /// <summary>Kexec HandOver cuts out scratch alone; what is to be handed over comes on top of it, page by page. Scratch is free for what can move, so only those pages are in use.</summary>
    private static ReservedMemory HandedOver(MachineState machine, KernelState kernel, HandoverState handover)
    {
        var record = handover.Version.HasRadix() ? PreservedRadix.Read(machine.Platform.Memory, handover.Map).Blocks : [.. handover.Tracked];
        ulong preserved = PreservedBlock.Merge(record).Aggregate(0UL, (sum, range) => sum + range.Length.Value);
        return new(new(kernel.Scratch.Aggregate(preserved, (sum, area) => sum + area.Length.Value)), new(preserved), 0);
    }
}
