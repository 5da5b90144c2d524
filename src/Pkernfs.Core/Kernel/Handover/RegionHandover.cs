using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// A region of pkernfs that a kernel chose, handed on by Kexec HandOver: its pages are in the record of preserved memory, its place in a tree of its own. Since it is kept out
/// of the memory map in both kernels, it has no page structs there and its blocks get no stamp: the next kernel holds the place against the record before it believes it.
/// </summary>
public sealed class RegionHandover(KernelContext kernel)
{
    /// <summary>Marks the region's pages and adds its tree to the root tree.</summary>
    public bool TryHandOver([NotNullWhen(false)] out string? problem)
    {
        problem = kernel.State.CommandLine.Pkernfs is null ? "There is no region to hand over: pkernfs is disabled." : kernel.State.Handover is null ? "Kexec HandOver is off, so the region cannot be handed over." : null;
        if (problem is not null) return false;
        var handover = new HandoverDriver(kernel);
        var region = kernel.State.CommandLine.Pkernfs!.Value;
        if (handover.AllocatePreserved("tree of the pkernfs region") is not { } page)
        {
            problem = "No free frame is left for the region's tree.";
            return false;
        }
        byte[] blob = new RegionTree(region).Encode();
        kernel.Memory.TryWrite(page, blob);
        return handover.TryPreservePages(region, out problem) && handover.TryAddChild(new(RegionTree.Name, page, (ulong)blob.Length), out problem);
    }

    /// <summary>
    /// The place that the kernel before handed on, found while this one still boots in scratch: the child's tree, the size that the command line asks for, and the record of preserved
    /// memory must agree. Then the region is kept out of the memory map. False, with a sentence, where there is none to believe in.
    /// </summary>
    public bool TryFind([NotNullWhen(false)] out string? problem)
    {
        if (kernel.State.Incoming?.Contents is not { } tree || tree.Child(RegionTree.Name) is not { } child)
        {
            problem = $"Nothing that was handed over says where the region is: the root tree has no child {RegionTree.Name}.";
            return false;
        }
        if (RegionTree.Read(kernel.Memory, child.Data, out problem) is not { Region: var region })
        {
            problem ??= "The region's tree cannot be read.";
            return false;
        }
        if (region.Length != kernel.State.CommandLine.PkernfsSize) problem = $"The region {region} that was handed over has {region.Length}; the command line asks for {kernel.State.CommandLine.PkernfsSize}.";
        var map = PreservedMap.Read(kernel.Memory, tree);
        if (!PreservedBlock.Merge(map.Blocks).Any(run => run.Contains(region))) problem ??= $"The region {region} is named, but the record of preserved memory has not all of it: nobody kept it.";
        if (problem is not null) return false;
        PersistentRegion.Take(kernel, region);
        kernel.Log($"pkernfs: region {region}, as was handed over");
        return true;
    }

    /// <summary>Takes the tree's page over once memory is up, and gives it back: it has served. True where there was none.</summary>
    public bool TryRelease([NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (kernel.State.Incoming?.Contents.Child(RegionTree.Name) is not { } child) return true;
        if (!new HandoverDriver(kernel).TryRestore(child.Data, OwnerClass.HandoverMetadata, "tree of the pkernfs region", out _, out problem)) return false;
        kernel.Free(child.Data);
        return true;
    }
}
