using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// iommufds: the domain of every HWPT that user space marked is handed over, and from then on no mapping changes. The full flow as proposed: the new kernel
/// gives an iommufd whose HWPT is the restored domain, and nothing else is in it. (The first phase on the list refuses to retrieve one.)
/// </summary>
public sealed class IommufdHandler : FileHandler
{
    private const MemoryFileSeals Wanted = MemoryFileSeals.Seal | MemoryFileSeals.Grow | MemoryFileSeals.Shrink;

    public override string Compatible => IommufdRecord.Compatible;

    public override ImmutableArray<string> Needs => [IommuRecord.Compatible];

    public override bool Takes(OpenFile file) => file is OpenIommufd;

    public override SystemCall Preserve(KernelContext kernel, LiveUpdateSession session, OpenFile file, out ulong data)
    {
        data = 0;
        int id = ((OpenIommufd)file).Context;
        var context = kernel.State.Iommufds[id - 1];
        var marked = context.Hwpts.Where(hwpt => hwpt.LiveUpdateToken is not null).ToArray();
        if (marked.Length is 0 or > IommufdRecord.Capacity) return SystemCall.Failed(Errno.EINVAL, "No HWPT of the iommufd is marked to be handed over, or too many are.");
        if (context.Ioases.Where(space => marked.Any(hwpt => hwpt.IoasId == space.Id)).Select(space => WhyNot(kernel, session, space)).FirstOrDefault(refused => refused is not null) is { } refusal) return refusal;

        var iommufd = new IommufdDriver(kernel);
        foreach (var space in marked.Select(hwpt => hwpt.IoasId).Distinct()) iommufd.Freeze(id, space);
        var records = ImmutableArray.CreateBuilder<HwptRecord>();
        foreach (var hwpt in marked)
        {
            var domain = kernel.State.Iommu.Domains.First(known => known.DomainId == hwpt.DomainId);
            if (new IommuHandover(kernel).PreserveDomain(domain, out string? problem) is not { } record) return SystemCall.Failed(Errno.ENOMEM, problem!);
            records.Add(new(record, hwpt.LiveUpdateToken!.Value, false));
        }
        if (new HandoverDriver(kernel).AllocatePreserved("iommufd: HWPTs") is not { } page) return SystemCall.Failed(Errno.ENOMEM, "No free frame is left for the iommufd's record.");
        kernel.Memory.TryWrite(page, new IommufdRecord(records.ToImmutable()).Encode());
        data = page.Value;
        return SystemCall.Success;
    }

    public override void Unpreserve(KernelContext kernel, SessionFile file)
    {
        var page = new PhysicalAddress(file.Data);
        var iommu = new IommuHandover(kernel);
        foreach (var hwpt in Read(kernel, page)?.Hwpts ?? []) iommu.UnpreserveDomain(hwpt.Domain);
        new HandoverDriver(kernel).FreePreserved(page);
        int id = ((OpenIommufd)file.File).Context;
        foreach (var space in kernel.State.Iommufds[id - 1].Ioases) new IommufdDriver(kernel).Thaw(id, space.Id);
    }

    public override SystemCall Retrieve(KernelContext kernel, IncomingFile file, out OpenFile? retrieved)
    {
        var before = kernel.State.Iommufds;
        int context = new IommufdDriver(kernel).Open();
        var adopted = Adopt(kernel, file, context);
        retrieved = adopted.Succeeded ? new OpenIommufd(context) : null;
        if (!adopted.Succeeded) kernel.State = kernel.State with { Iommufds = before };
        return adopted;
    }

    public override SystemCall RetrieveInto(KernelContext kernel, IncomingFile file, OpenFile target) => target is OpenIommufd iommufd
        ? Adopt(kernel, file, iommufd.Context)
        : SystemCall.Failed(Errno.EINVAL, "What an iommufd handed over can be taken in by an iommufd alone.");

    public override string? Describe(KernelContext kernel, IncomingFile file) => RecordOf(kernel, file, FrameNumber.SizeInBytes) is { } bytes && IommufdRecord.Decode(bytes) is { } record
        ? $"iommufd, {(record.Hwpts.IsEmpty ? "no HWPT" : string.Join(", ", record.Hwpts.Select(hwpt => $"HWPT with token 0x{hwpt.Token:x}")))}"
        : null;

    /// <summary>Takes the record over and makes an HWPT of each restored domain, in an iommufd that is open.</summary>
    private static SystemCall Adopt(KernelContext kernel, IncomingFile file, int context)
    {
        var page = new PhysicalAddress(file.Data);
        if (!new HandoverDriver(kernel).TryRestore(page, OwnerClass.HandoverMetadata, "iommufd: HWPTs", out _, out string? problem)) return SystemCall.Failed(Errno.EIO, $"The iommufd with token {file.Token} cannot be retrieved: {problem}");
        if (Read(kernel, page) is not { } record) return SystemCall.Failed(Errno.EIO, $"The iommufd with token {file.Token} cannot be retrieved: its record at {page} is damaged.");
        var iommufd = new IommufdDriver(kernel);
        foreach (var hwpt in record.Hwpts)
        {
            if (new IommuRestore(kernel).DomainAt(hwpt.Domain) is not { } domain) return SystemCall.Failed(Errno.EIO, $"HWPT with token {hwpt.Token}: its domain was not restored at probe, so there is nothing to adopt.");
            iommufd.AdoptHwpt(context, domain, hwpt.Token);
        }
        return SystemCall.Success;
    }

    public override string? WhyNotFinish(KernelContext kernel, IncomingFile file) =>
        Restored(kernel, file).FirstOrDefault(domain => !domain.Functions.IsEmpty) is { } used ? $"{string.Join(", ", used.Functions)} still translates through {used.Name}" : null;

    public override void Finish(KernelContext kernel, IncomingFile file)
    {
        int id = ((OpenIommufd)file.File!).Context;
        foreach (var domain in Restored(kernel, file).ToArray())
        {
            new IommufdDriver(kernel).DestroyHwpt(id, kernel.State.Iommufds[id - 1].Hwpts.First(hwpt => hwpt.DomainId == domain.DomainId).Id);
            new IommuRestore(kernel).FreeTables(domain);
        }
        kernel.Free(new(file.Data));
    }

    private static IEnumerable<IommuDomain> Restored(KernelContext kernel, IncomingFile file) =>
        from hwpt in kernel.State.Iommufds[((OpenIommufd)file.File!).Context - 1].Hwpts
        from domain in kernel.State.Iommu.Domains
        where domain.DomainId == hwpt.DomainId && domain.Kind == DomainKind.Restored
        select domain;

    private static SystemCall? WhyNot(KernelContext kernel, LiveUpdateSession session, Ioas space)
    {
        foreach (var area in space.Areas)
        {
            if (area.Region is { } region)
            {
                // Ours: as proposed, iommufd takes sealed memfds of the session alone. A region can neither grow nor shrink, and memblock hands it over by itself.
                if (new NamedRegionDriver(kernel).IsHandedOver(region)) continue;
                return SystemCall.Failed(Errno.ENOENT, $"The region {region} behind {area.Range} is not handed over.");
            }
            if (area.MemoryFile is not { } id || new MemoryFileDriver(kernel).Find(id) is not { } memory)
                return SystemCall.Failed(Errno.EINVAL, $"The area {area.Range} is made of a process's memory: only areas of files can be handed over.");
            if ((memory.Seals & Wanted) != Wanted) return SystemCall.Failed(Errno.EINVAL, $"The memfd {memory.Name} behind {area.Range} is not sealed against growing, shrinking and other seals.");
            if (!session.Files.Any(file => file.File == new OpenMemoryFile(id))) return SystemCall.Failed(Errno.ENOENT, $"The memfd {memory.Name} behind {area.Range} is not in the session: hand it over first.");
        }
        return null;
    }

    private static IommufdRecord? Read(KernelContext kernel, PhysicalAddress page)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        return kernel.Memory.TryRead(page, bytes) ? IommufdRecord.Decode(bytes) : null;
    }
}

/// <summary>
/// vfio-pci devices, by their cdev: the function stays bus master, its translation stays, and the new kernel's vfio-pci takes it as it runs. (An interim
/// step on the list resets the function at freeze; this is the flow without it.)
/// </summary>
public sealed class VfioDeviceHandler : FileHandler
{
    public override string Compatible => VfioDeviceRecord.Compatible;

    public override ImmutableArray<string> Needs => [PciRecord.Compatible, IommuRecord.Compatible];

    public override bool Takes(OpenFile file) => file is OpenVfioDevice;

    public override SystemCall Preserve(KernelContext kernel, LiveUpdateSession session, OpenFile file, out ulong data)
    {
        data = 0;
        var function = ((OpenVfioDevice)file).Function;
        if (kernel.State.Drivers.GetValueOrDefault(function) != "vfio-pci") return SystemCall.Failed(Errno.EINVAL, $"{function} is not vfio-pci's.");
        if (IommufdDriver.AttachedTo(kernel.State, function) is not { } attached || !session.Files.Any(known => known.File == new OpenIommufd(attached.Context.Id)))
            return SystemCall.Failed(Errno.EINVAL, $"The iommufd that {function} is attached through is not in the session: hand it over first.");
        if (!new IommuHandover(kernel).TryPreserveDevice(function, out string? problem)) return SystemCall.Failed(Errno.EINVAL, problem);
        if (!new PciHandover(kernel).TryPreserve(function)) return SystemCall.Failed(Errno.ENOSPC, $"The list of PCI functions has no room for {function}.");
        if (new HandoverDriver(kernel).AllocatePreserved($"vfio-pci {function}") is not { } page) return SystemCall.Failed(Errno.ENOMEM, "No free frame is left for the device's record.");
        kernel.Memory.TryWrite(page, new VfioDeviceRecord(function.SourceId, 0, true).Encode());
        data = page.Value;
        return SystemCall.Success;
    }

    public override void Unpreserve(KernelContext kernel, SessionFile file)
    {
        var function = ((OpenVfioDevice)file.File).Function;
        new IommuHandover(kernel).UnpreserveDevice(function);
        new PciHandover(kernel).Unpreserve(function);
        new HandoverDriver(kernel).FreePreserved(new(file.Data));
    }

    public override SystemCall Retrieve(KernelContext kernel, IncomingFile file, out OpenFile? retrieved)
    {
        retrieved = null;
        var page = new PhysicalAddress(file.Data);
        if (!new HandoverDriver(kernel).TryRestore(page, OwnerClass.HandoverMetadata, "vfio-pci device", out _, out string? problem)) return SystemCall.Failed(Errno.EIO, $"The device with token {file.Token} cannot be retrieved: {problem}");
        byte[] bytes = new byte[VfioDeviceRecord.Size];
        kernel.Memory.TryRead(page, bytes);
        var function = PciAddress.FromSourceId(VfioDeviceRecord.Decode(bytes).SourceId);
        if (kernel.State.Drivers.GetValueOrDefault(function) != "vfio-pci") return SystemCall.Failed(Errno.ENODEV, $"{function} has no VFIO cdev: vfio-pci does not hold it.");
        retrieved = new OpenVfioDevice(function);
        return SystemCall.Success;
    }

    public override string? Describe(KernelContext kernel, IncomingFile file) => FunctionOf(kernel, file) is { } function ? $"vfio-pci device {function}" : null;

    public override PciAddress? FunctionOf(KernelContext kernel, IncomingFile file) =>
        RecordOf(kernel, file, VfioDeviceRecord.Size) is { } bytes ? PciAddress.FromSourceId(VfioDeviceRecord.Decode(bytes).SourceId) : null;

    public override void Finish(KernelContext kernel, IncomingFile file) => kernel.Free(new(file.Data));
}
