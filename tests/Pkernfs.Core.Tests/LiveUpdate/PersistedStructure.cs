using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>A structure that the design says must survive the kexec, and where its bytes are.</summary>
internal static class PersistedStructure
{
    /// <summary>The bytes of a structure, found by decoding the medium and hardware's tables as they are before the jump.</summary>
    public static PhysicalRange Find(string name, MachineState machine)
    {
        var memory = machine.Platform.Memory;
        var medium = new PkernfsReader(memory, Runs.Region);
        PhysicalRange Inode(string path) => medium.InodeBytes(medium.Lookup(path)!.Number);
        PhysicalAddress Block(string path) => medium.BlockAddress(medium.Lookup(path)!.MappingsBlock);
        PhysicalRange Page(PhysicalAddress block, ulong number) => new(block + (ByteCount.Page * number), ByteCount.Page);
        return name switch
        {
            "super block's magic" => new(Runs.Region.Start, new(sizeof(ulong))),
            "root directory's inode" => medium.InodeBytes(PkernfsLayout.RootDirectoryInode),
            "inode of root-pgtables" => Inode("/iommu/root-pgtables"),
            "inode of guest-ram" => Inode("/guest-ram"),
            "inode of vm-state" => Inode("/vm-state"),
            "inode of dom-0" => Inode("/iommu/dom-0"),
            "bitmap of root-pgtables" => Page(Block("/iommu/root-pgtables"), PkernfsLayout.RegionBitmapPage),
            "bitmap of dom-0" => Page(Block("/iommu/dom-0"), PkernfsLayout.RegionBitmapPage),
            "root table" => Page(Block("/iommu/root-pgtables"), PkernfsLayout.RegionRootPage),
            "context entry of 01:00.0" => ContextEntryOf(machine),
            "top table of dom-0" => Page(Block("/iommu/dom-0"), PkernfsLayout.RegionRootPage),
            "level 3 table of dom-0" => Page(Block("/iommu/dom-0"), PkernfsLayout.FirstRegionPage),
            "mappings block of guest-ram" => new(Block("/guest-ram"), new(PkernfsLayout.BlockSize)),
            "mappings block of vm-state" => new(Block("/vm-state"), new(PkernfsLayout.BlockSize)),
            "magic of the VM's state" => new(medium.BlockAddress(medium.FileBlocks(medium.Lookup("/vm-state")!)[0]), new(sizeof(ulong))),
            "one byte of the VM's state" => new(medium.BlockAddress(medium.FileBlocks(medium.Lookup("/vm-state")!)[0]) + new ByteCount(32), new(1)),
            "allocation bitmap" => new(Runs.Region.Start + new ByteCount(PkernfsLayout.BitmapOffset), ByteCount.Page),
            _ => throw new ArgumentException($"There is no persisted structure \"{name}\".", nameof(name)),
        };
    }

    private static PhysicalRange ContextEntryOf(MachineState machine)
    {
        var (memory, unit) = (machine.Platform.Memory, machine.Platform.Unit);
        Assert.True(RootEntry.TryRead(memory, unit.RootTable, Runs.Assigned.Bus, out var root) && root.Present);
        return new(root.ContextTable + new ByteCount(Runs.Assigned.DevFn * 16UL), new(16));
    }
}
