using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>All who map or hold a 4 KiB page at a moment.</summary>
/// <param name="Devices">Functions that reach it, by the registers and tables as they are in memory.</param>
/// <param name="Processes">Where processes have it.</param>
/// <param name="DmaRecords">What VFIO or iommufd believes of it, and pins for.</param>
/// <param name="DirectMap">Where the running kernel's direct map has it; null where it does not.</param>
/// <param name="Allocation">What the running kernel's allocator gave it out for; null where it did not.</param>
/// <param name="File">Its place in a pkernfs file; null where it is none's.</param>
public sealed record PageMappers(
    FrameNumber Frame,
    ImmutableArray<DeviceMapper> Devices,
    ImmutableArray<ProcessMapper> Processes,
    ImmutableArray<DmaRecordMapper> DmaRecords,
    VirtualAddress? DirectMap,
    Allocation? Allocation,
    FilePlace? File)
{
    /// <summary>True where nobody maps or holds it.</summary>
    public bool IsEmpty => Devices.IsEmpty && Processes.IsEmpty && DmaRecords.IsEmpty && DirectMap is null && Allocation is null && File is null;
}

/// <param name="Iova">Where the page's first byte is for the device.</param>
/// <param name="Translated">False where the device reaches it because nothing translates.</param>
/// <param name="BusMaster">Whether the function may issue requests now.</param>
public sealed record DeviceMapper(PciAddress Function, Iova Iova, AccessRights Rights, ByteCount PageSize, bool Translated, bool BusMaster);

/// <param name="Address">Where the page's first byte is for the process.</param>
public sealed record ProcessMapper(string Process, VirtualAddress Address, AccessRights Rights, ByteCount PageSize);

/// <param name="Iova">Where the record puts the page.</param>
/// <param name="Record">The whole record.</param>
public sealed record DmaRecordMapper(Iova Iova, DmaRecord Record);
