using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F10: user space writes page tables.</summary>
public sealed class ScribblePageTables : Fault
{
    public override string Id => "scribble-page-tables";

    public override int Order => 100;

    public override string Number => "F10";

    public override string Title => "User space writes the page-table file";

    public override string Description => "The page-table file has the ordinary mmap, so a process maps it and writes entries: the pages of the device's buffers now point into the running kernel's image.";

    public override string Source => "RFC 12/18; Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "Nobody checks what the tables say. Once the IOTLB forgets the old entries the device overwrites a kernel, at its owner's choice.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.Medium(site.Machine) is { } medium && Targets.DomainTables(medium) is { } file
        && Leaves(site.Machine.Platform.Memory, site.Machine.Platform.Unit, medium.BlockBytes(file.Inode.MappingsBlock), site.Plan).Any();

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.DomainTables(Targets.Medium(kernel)) is not { } file)
        {
            operation.Say("There is no file of domain page tables to map.");
            return;
        }
        if (!new PkernfsDriver(kernel).TryFileMemory(file.Inode.Number, new(PkernfsLayout.BlockSize), out var blocks, out string? problem))
        {
            operation.Report(SystemCall.OfSentence(problem!) ?? SystemCall.Failed(Errno.EIO, problem!));
            return;
        }
        var target = kernel.State.Image.Start;
        int written = 0;
        foreach (var (leaf, size) in Leaves(kernel.Memory, kernel.Hardware.Unit, blocks[0], operation.Plan).ToArray())
        {
            ulong entry = SecondStage.MakeLeaf(target.AlignDown(size), leaf.Level, AccessRights.ReadWrite);
            if (kernel.Memory.TryWriteWord(PageTableGeometry.EntryAddress(leaf.Table, leaf.Index), entry)) written++;
        }
        operation.Say($"{file.Path} is mapped; {written} entries point to the kernel at {target}.");
    });

    /// <summary>The leaves of the device's buffers that lie in the file: only those can be written through a mapping of it.</summary>
    private static IEnumerable<(WalkStep Leaf, ByteCount Size)> Leaves(IMemoryView memory, VtdUnit unit, PhysicalRange file, LiveUpdatePlan plan)
    {
        int levels = unit.Capability.SupportsAddressWidth(2) ? 4 : unit.Capability.SupportsAddressWidth(3) ? 5 : 3;
        var root = new PageTableRoot(file.Start + (ByteCount.Page * PkernfsLayout.RegionRootPage), levels);
        foreach (var buffer in plan.LayoutOf(plan.Guest).DeviceBuffers)
        {
            var walk = PageTable<SecondStage, Iova>.Walk(memory, root, unit.SecondStageLimits, buffer.Range.Start, AccessKind.Write);
            if (walk.Outcome == WalkOutcome.Translated && file.Contains(walk.Path[^1].Table)) yield return (walk.Path[^1], walk.PageSize);
        }
    }
}
