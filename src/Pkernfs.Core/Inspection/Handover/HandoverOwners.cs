using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>Owners of ordinary memory that a kexec leaves alone because it is handed over: decided by the record of preserved memory, or by the stamps that came of it.</summary>
internal static class HandoverOwners
{
    private const string Unknown = "handed over";

    public static void Paint(ExtentPainter painter, MachineState machine)
    {
        if (machine.Kernel is { } kernel) PaintStates(painter, kernel, machine.Platform.Memory);
        if (HandoverReading.Of(machine) is not { } reading) return;
        foreach (var area in reading.Scratch)
            painter.Change(area, extent => extent.Class == OwnerClass.Free ? extent with { Label = "scratch" } : extent);
        foreach (var range in reading.Kept)
        {
            // A region of pkernfs that is handed over has owners of its own, free blocks among them.
            painter.Change(range, extent => extent is { Class: OwnerClass.Free or OwnerClass.Stale, Persistent: false }
                ? extent with { Class = OwnerClass.HandoverMetadata, Label = Unknown, Persistent = true }
                : extent with { Persistent = true });
        }
        foreach (var claim in HandoverClaims.Of(reading, machine.Platform.Unit))
        {
            // The array of scratch areas, the record's own pages and the boot parameters' node are for the next kernel's first steps and are lost after them.
            bool passing = claim.Part is HandoverPart.ScratchArray or HandoverPart.RadixNode or HandoverPart.RadixLeaf or HandoverPart.BitmapChunk or HandoverPart.Bitmaps;
            if (claim.Part == HandoverPart.SetupData) continue;
            painter.Change(claim.Range, extent => passing
                ? extent with { Class = OwnerClass.HandoverMetadata, Label = claim.Label }
                : extent.Persistent && IsUnnamed(extent, claim.Class) ? extent with { Class = claim.Class, Label = claim.Label } : extent);
        }
    }

    /// <summary>A kernel knows its memfds' folios, and not what is in them: a saved VM state tells itself.</summary>
    private static void PaintStates(ExtentPainter painter, KernelState kernel, PhysicalMemory memory)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        foreach (var file in kernel.MemoryFiles)
        {
            if (file.Folios.IsEmpty || !memory.TryRead(file.Folios[0].Address, start) || !VmState.HasMagic(start)) continue;
            foreach (var folio in file.Folios)
                painter.Change(folio.Block.Range, extent => extent.Class == OwnerClass.GuestRam ? extent with { Class = OwnerClass.VmState, Label = $"{extent.Label}: saved VM state" } : extent);
        }
    }

    private static bool IsUnnamed(OwnedExtent extent, OwnerClass kind) =>
        extent.Class != kind || extent.Label is Unknown or HandoverBoot.Unclaimed;
}
