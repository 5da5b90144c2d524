using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>Configuration cycles through ports 0xcf8 and 0xcfc, and the few registers that matter here.</summary>
public sealed class PciConfiguration(QtestConnection qtest)
{
    private const ushort AddressPort = 0xcf8;
    private const ushort DataPort = 0xcfc;
    private const int Identity = 0x00;
    private const int Command = 0x04;
    private const int Bar0 = 0x10;
    private const int BusNumbers = 0x18;
    private const int MemoryWindow = 0x20;
    private const uint MemoryAndBusMaster = 6;
    private const uint EduIdentity = 0x11e8_1234;

    private static readonly PciAddress HostBridge = new(0, 0, 0);

    /// <summary>
    /// Lets RAM answer 0xa0000 up to 1 MiB: the q35 host bridge's PAM registers (0x90-0x96) and, for the part that
    /// a display adapter would have, D_OPEN in SMRAM (0x9d).
    /// </summary>
    public void OpenLowMemory()
    {
        Write(HostBridge, 0x90, 0x3333_3330);
        Write(HostBridge, 0x94, (Read(HostBridge, 0x94) & 0xff00_0000) | 0x0033_3333);
        Write(HostBridge, 0x9c, (Read(HostBridge, 0x9c) & 0xffff_00ff) | 0x4a00);
    }

    public void ConfigureRootPort(PlannedRootPort port)
    {
        Write(port.Address, BusNumbers, ((uint)port.Bus << 16) | ((uint)port.Bus << 8));
        Write(port.Address, MemoryWindow, ((uint)port.WindowLast & 0xfff0_0000) | ((uint)port.WindowStart >> 16));
        Write(port.Address, Command, MemoryAndBusMaster);
    }

    public void ConfigureFunction(PlannedFunction function)
    {
        uint identity = Read(function.Address, Identity);
        if (identity != EduIdentity) throw new IOException($"At {function.Address} there is 0x{identity:x8} instead of an edu device.");
        Write(function.Address, Bar0, (uint)function.RegisterBase);
        Write(function.Address, Command, MemoryAndBusMaster);
    }

    private void Write(PciAddress address, int register, uint value)
    {
        qtest.OutDword(AddressPort, Select(address, register));
        qtest.OutDword(DataPort, value);
    }

    private uint Read(PciAddress address, int register)
    {
        qtest.OutDword(AddressPort, Select(address, register));
        return qtest.InDword(DataPort);
    }

    private static uint Select(PciAddress address, int register) => 0x8000_0000 | ((uint)address.SourceId << 8) | (uint)register;
}
