using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>
/// Advanced fault logging (VT-d 7.2.2, 11.4.16): with CAP.AFL and GCMD.EAFL faults go to a log in memory instead of the unit's few records.
/// It is filled from its start; where it is full AFO is set and faults are lost, until software sets the pointer anew and clears AFO.
/// </summary>
public sealed partial record VtdUnit
{
    /// <summary>FLA and FLS.</summary>
    private const ulong FaultLogWritable = VtdTable.AddressMask | 0xe00;

    private const int FaultLogSizeShift = 9;

    private ulong FaultLogRegister { get; init; }

    /// <summary>What AFLOG held when SFL was last written: what the unit goes by.</summary>
    private ulong FaultLogPointer { get; init; }

    /// <summary>How many records the log holds since its pointer was set.</summary>
    public int LoggedFaults { get; private init; }

    /// <summary>AFLS.</summary>
    public bool AdvancedFaultLogEnabled => (Status & GlobalCommand.EnableAdvancedFaultLog) != 0;

    /// <summary>The log that the unit uses: 2^FLS pages.</summary>
    public PhysicalRange FaultLog => new(new(FaultLogPointer & VtdTable.AddressMask), new(4096UL << ((int)(FaultLogPointer >> FaultLogSizeShift) & 7)));

    private VtdUnit SetFaultLog() => this with
    {
        FaultLogPointer = FaultLogRegister,
        LoggedFaults = 0,
        Status = Status | GlobalCommand.SetFaultLog,
    };

    /// <summary>A record in the log has no F bit: APF tells that there are some.</summary>
    private VtdUnit LogFault(FaultRecord record, IMemoryWriter? log)
    {
        if ((StickyStatus & FaultStatus.AdvancedOverflow) != 0) return this;
        ulong offset = (ulong)LoggedFaults * FaultRecordSize;
        if (offset >= FaultLog.Length.Value) return RaiseFaultStatus(FaultStatus.AdvancedOverflow);
        var logged = record.Cleared();
        var at = FaultLog.Start + new ByteCount(offset);
        if (log is not null && log.TryWriteWord(at, logged.Low)) log.TryWriteWord(at + new ByteCount(sizeof(ulong)), logged.High);
        return (this with { LoggedFaults = LoggedFaults + 1 }).RaiseFaultStatus(FaultStatus.AdvancedPending);
    }
}
