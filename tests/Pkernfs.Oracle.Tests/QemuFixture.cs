using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Dumps;
using Pkernfs.Oracle.Tests.Qemu;

namespace Pkernfs.Oracle.Tests;

/// <summary>One QEMU for all hand-written machines: started by the first test that asks, loaded anew for each machine.</summary>
public sealed class QemuFixture : IDisposable
{
    private QemuIommu? _iommu;
    private HandWrittenMachine? _loaded;
    private MachineDump? _dump;

    /// <summary>The oracle over <paramref name="machine"/>, which must not change afterwards. Skips the test where QEMU is absent.</summary>
    public QemuIommu With(HandWrittenMachine machine)
    {
        QemuRequirement.OrSkip();
        if (ReferenceEquals(_loaded, machine)) return _iommu!;
        using var folder = new TemporaryFolder();
        machine.Save(folder.Path);
        var dump = MachineDump.Open(folder.Path);
        try
        {
            if (_iommu is null) _iommu = QemuIommu.Start(dump, Places.All);
            else _iommu.Load(dump);
        }
        catch
        {
            dump.Dispose();
            throw;
        }
        _dump?.Dispose();
        (_dump, _loaded) = (dump, machine);
        return _iommu;
    }

    public void Dispose()
    {
        _iommu?.Dispose();
        _dump?.Dispose();
    }
}

/// <summary>The tests of one QEMU run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class QemuTests : ICollectionFixture<QemuFixture>
{
    public const string Name = "QEMU";
}

/// <summary>The requester ids that the tests ask about.</summary>
public static class Places
{
    public static readonly PciAddress Plain = new(0, 2, 0);
    public static readonly PciAddress SecondFunction = new(0, 2, 1);
    public static readonly PciAddress NotPresent = new(0, 3, 0);
    public static readonly PciAddress BadWidth = new(0, 4, 0);
    public static readonly PciAddress PassThrough = new(0, 5, 0);
    public static readonly PciAddress FaultsDisabled = new(0, 6, 0);
    public static readonly PciAddress ThreeLevels = new(0, 7, 0);
    public static readonly PciAddress ReservedContext = new(0, 8, 0);
    public static readonly PciAddress UnreadableTop = new(0, 9, 0);
    public static readonly PciAddress ReservedType = new(0, 0xa, 0);
    public static readonly PciAddress OfTheBoard = new(0, 0x1f, 2);
    public static readonly PciAddress BehindRootPort = new(1, 0, 0);
    public static readonly PciAddress DeepBehindRootPort = new(1, 5, 3);
    public static readonly PciAddress NoRootEntry = new(2, 0, 0);
    public static readonly PciAddress ReservedRootEntry = new(0x80, 0, 0);
    public static readonly PciAddress HostBridge = new(0, 0, 0);
    public static readonly PciAddress IsaBridge = new(0, 0x1f, 0);

    public static readonly PciAddress[] All =
    [
        Plain, SecondFunction, NotPresent, BadWidth, PassThrough, FaultsDisabled, ThreeLevels, ReservedContext, UnreadableTop, ReservedType,
        OfTheBoard, BehindRootPort, DeepBehindRootPort, NoRootEntry, ReservedRootEntry, HostBridge, IsaBridge,
    ];
}
