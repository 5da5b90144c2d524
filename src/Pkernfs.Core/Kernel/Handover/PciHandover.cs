using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>The PCI core's side: which functions are handed over, so that the old kernel leaves them bus masters and the new one leaves them alone.</summary>
public sealed class PciHandover(KernelContext kernel)
{
    /// <summary>Adds a function to those that are handed over.</summary>
    public bool TryPreserve(PciAddress function)
    {
        var page = new PhysicalAddress(new OrchestratorDriver(kernel).Outgoing(PciRecord.Compatible)!.Data);
        if (Read(page) is not { } record || record.Devices.Length >= record.Room) return false;
        return kernel.Memory.TryWrite(page, (record with { Devices = record.Devices.Add((function.SourceId, 1)) }).Encode());
    }

    /// <summary>Takes a function out again.</summary>
    public void Unpreserve(PciAddress function)
    {
        var page = new PhysicalAddress(new OrchestratorDriver(kernel).Outgoing(PciRecord.Compatible)!.Data);
        if (Read(page) is not { } record) return;
        kernel.Memory.TryFill(new(page, ByteCount.Page), Frame.Zero);
        kernel.Memory.TryWrite(page, (record with { Devices = record.Devices.RemoveAll(device => device.SourceId == function.SourceId) }).Encode());
    }

    /// <summary>True where this kernel is going to hand the function over.</summary>
    public bool IsOutgoing(PciAddress function) =>
        kernel.State.Orchestrator is not null && Has(new OrchestratorDriver(kernel).Outgoing(PciRecord.Compatible), function);

    /// <summary>True where the kernel before handed the function over.</summary>
    public bool IsIncoming(PciAddress function, out string? problem)
    {
        problem = null;
        return kernel.State.Orchestrator is not null && Has(new OrchestratorDriver(kernel).Incoming(PciRecord.Compatible, out problem), function);
    }

    private bool Has(SharedData? data, PciAddress function) =>
        data is not null && Read(new(data.Data)) is { } record && record.Devices.Any(device => device.SourceId == function.SourceId);

    private PciRecord? Read(PhysicalAddress page)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        return page.Value >> PhysicalMemory.AddressBits == 0 && kernel.Memory.TryRead(page, bytes) ? PciRecord.Decode(bytes) : null;
    }
}

/// <summary>Who keeps the list of functions while some file needs it.</summary>
public sealed class PciHandoverOwner : SharedDataOwner
{
    public override string Compatible => PciRecord.Compatible;

    public override PhysicalAddress? Preserve(KernelContext kernel)
    {
        if (new HandoverDriver(kernel).AllocatePreserved("PCI functions") is not { } page) return null;
        kernel.Memory.TryWrite(page, new PciRecord((uint)kernel.Hardware.Functions.Count, []).Encode());
        return page;
    }

    public override void Unpreserve(KernelContext kernel, PhysicalAddress data) => new HandoverDriver(kernel).FreePreserved(data);

    public override void Finish(KernelContext kernel, PhysicalAddress data)
    {
        if (new HandoverDriver(kernel).TryRestore(data, OwnerClass.HandoverMetadata, "PCI functions", out _, out _)) kernel.Free(data);
    }
}
