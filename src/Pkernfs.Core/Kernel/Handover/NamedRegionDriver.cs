using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>memblock's reserve_mem=: regions with a name that are set aside at boot, and by Kexec HandOver stay where they are from kernel to kernel.</summary>
public sealed class NamedRegionDriver(KernelContext kernel)
{
    /// <summary>
    /// Sets a region aside: where the kernel before had it, if its tree tells so and size and alignment fit; else at a new place. Early in a boot from a handover that would be in scratch.
    /// </summary>
    /// <param name="lost">Why the former place could not be taken; null where it was, or where there was no kernel before.</param>
    /// <returns>False where no room is left.</returns>
    public bool TryReserve(ReserveMemParameter asked, OwnerClass kind, [NotNullWhen(true)] out NamedRegion? region, out string? lost)
    {
        string label = $"reserve_mem {asked.Name}";
        region = Former(asked, out lost);
        if (region is not null)
        {
            kernel.State = kernel.State with { Pages = kernel.State.Pages.Reserve(region.Range, kind, label) };
            kernel.Log($"Revived memory reservation '{asked.Name}' from KHO");
        }
        else if (kernel.TryAllocateTopDown(asked.Size, asked.Alignment, kind, label, out var place)) region = new(asked.Name, place);
        if (region is not null) kernel.State = kernel.State with { NamedRegions = kernel.State.NamedRegions.Add(region) };
        return region is not null;
    }

    /// <summary>Hands every named region over: their pages, and a tree that names them as the handover's child memblock.</summary>
    public bool TryHandOver([NotNullWhen(false)] out string? problem)
    {
        var handover = new HandoverDriver(kernel);
        foreach (var region in kernel.State.NamedRegions)
        {
            if (!handover.TryPreservePages(region.Range, out problem)) return false;
        }
        problem = "ENOMEM: memblock's tree has no room for the named regions.";
        if (new MemblockRecord(kernel.State.NamedRegions).Encode() is not { } blob || handover.AllocatePreserved("named regions") is not { } page) return false;
        kernel.Memory.TryWrite(page, blob);
        return handover.TryAddChild(new(HandoverChild.Memblock, page, (ulong)blob.Length), out problem);
    }

    /// <summary>True where this kernel's own tree tells the next one of that region.</summary>
    public bool IsHandedOver(string name) =>
        kernel.State.Handover?.Children.FirstOrDefault(child => child.Name == HandoverChild.Memblock) is { } child
        && MemblockRecord.Read(kernel.Memory, child.Data, out _) is { } record && record.Regions.Any(region => region.Name == name);

    private NamedRegion? Former(ReserveMemParameter asked, out string? lost)
    {
        lost = null;
        if (kernel.State.Incoming is not { } incoming)
        {
            if (HandoverBoot.Find(kernel.Memory, kernel.State.BootParameters) is not null) lost = "nothing of the kernel before can be read.";
            return null;
        }
        if (incoming.Contents.Child(HandoverChild.Memblock) is not { } child)
        {
            lost = $"the handover has no child {HandoverChild.Memblock}.";
            return null;
        }
        if (MemblockRecord.Read(kernel.Memory, child.Data, out lost) is not { } record) return null;
        var found = record.Regions.FirstOrDefault(region => region.Name == asked.Name);
        lost = found is null ? $"the tree at {child.Data} names no region {asked.Name}."
            : !found.Range.Start.IsAligned(asked.Alignment) ? $"{found.Range} is not aligned to {asked.Alignment}."
            : found.Range.Length != asked.Size ? $"{found.Range} has {found.Range.Length}, asked for are {asked.Size}."
            : !kernel.State.Pages.IsFree(found.Range) ? $"{found.Range} is not all free System RAM in this kernel."
            : null;
        return lost is null ? found : null;
    }
}
