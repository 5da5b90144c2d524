using System.Text;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>Kexec HandOver's bytes in the time when one kernel has written them and the next one has not read them yet.</summary>
internal static class HandedOver
{
    /// <summary>The root tree's page; null where no handover is under way.</summary>
    public static PhysicalAddress? Tree(IMemoryView memory, KernelState? kernel, ProcessorState processor)
    {
        if (kernel is { Panic: null, Handover: { } prepared, NextKernel: not null }) return prepared.Tree;
        if (kernel is { Panic: null, Incoming: null, Handover: null }) return HandoverBoot.Find(memory, kernel.BootParameters)?.Tree;
        return kernel is null && BootParameters.Read(memory, processor.BootParameters, out _) is { } parameters ? HandoverBoot.Find(memory, parameters)?.Tree : null;
    }

    /// <summary>True from the shutdown for the jump until the next kernel has read them: the first kernel writes no more.</summary>
    public static bool IsOnItsWay(FaultSite site) =>
        (site.Phase is Phase.Kexec || site.Boot == 2) && Tree(site.Machine.Platform.Memory, site.Machine.Kernel, site.Machine.Platform.Processor) is not null;

    /// <summary>The orchestrator's data, as the root tree in memory names it; null where it names none.</summary>
    public static PhysicalAddress? Orchestrator(IMemoryView memory, PhysicalAddress tree) =>
        HandoverTree.Read(memory, tree, out _)?.Child(HandoverChild.Orchestrator)?.Data;

    /// <summary>Changes the digit after a name wherever it stands in a page: "kho-v4" becomes "kho-v9".</summary>
    /// <returns>How often it stood there.</returns>
    public static int ChangeVersion(MemoryWriter memory, PhysicalAddress page, string name)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (!page.IsAligned(ByteCount.Page) || !memory.TryRead(page, bytes)) return 0;
        byte[] wanted = Encoding.ASCII.GetBytes(name);
        int count = 0;
        for (int at = 0; at + wanted.Length < bytes.Length; at++)
        {
            if (!bytes.AsSpan(at).StartsWith(wanted)) continue;
            bytes[at + wanted.Length] = (byte)'9';
            count++;
        }
        if (count > 0) memory.TryWrite(page, bytes);
        return count;
    }
}
