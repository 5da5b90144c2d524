using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

public sealed partial class IommuDriver
{
    private const int RecordSize = 16;

    /// <summary>Where the driver sends a fault's interrupt on this board: what its log and register window show.</summary>
    private const uint FaultMessageAddress = 0xfee01004, FaultMessageData = 0x21;

    /// <summary>
    /// Reads out and clears what faults are recorded, then sets up the fault event and unmasks it. The lines are the kernel's, one a record.
    /// </summary>
    public IReadOnlyList<string> EnableFaultEvents()
    {
        var lines = new List<string>();
        for (int i = 0; i < Capability.FaultRecordCount; i++)
        {
            int at = Capability.FaultRecordOffset + (i * RecordSize);
            var record = new FaultRecord(Hardware.ReadRegister(at), Hardware.ReadRegister(at + 8));
            if (!record.Pending) continue;
            lines.Add(FaultLog.Line(record));
            Hardware.WriteRegister(at + 8, record.High);
        }
        var status = (FaultStatus)Hardware.ReadRegister(VtdRegisters.FaultStatus, 4);
        if ((status & FaultStatus.Overflow) != 0) lines.Add("FSTS.PFO was set: more faults happened than there are records for.");
        Hardware.WriteRegister(VtdRegisters.FaultStatus, (uint)status, 4);
        Hardware.WriteRegister(VtdRegisters.FaultEventData, FaultMessageData, 4);
        Hardware.WriteRegister(VtdRegisters.FaultEventAddress, FaultMessageAddress, 4);
        Hardware.WriteRegister(VtdRegisters.FaultEventUpperAddress, 0, 4);
        Hardware.WriteRegister(VtdRegisters.FaultEventControl, 0, 4);
        foreach (string line in lines) kernel.Log(line);
        return lines;
    }
}
