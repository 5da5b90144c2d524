using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

public sealed partial record VtdUnit
{
    private const int FirstPendingShift = 8;

    /// <summary>PFO, AFO, APF, IQE, ICE and ITE; PPF follows the records.</summary>
    private FaultStatus StickyStatus { get; init; }

    /// <summary>The record that the next fault goes to; records are taken in turn.</summary>
    private int NextFaultRecord { get; init; }

    /// <summary>FSTS without FRI.</summary>
    public FaultStatus FaultStatus => StickyStatus | (AnyFaultPending ? FaultStatus.Pending : FaultStatus.None);

    private bool AnyFaultPending
    {
        get
        {
            foreach (var record in FaultRecords)
            {
                if (record.Pending) return true;
            }
            return false;
        }
    }

    private uint ReadFaultStatus() => (uint)FaultStatus | ((uint)FirstPendingRecord() << FirstPendingShift);

    /// <summary>FRI. Records are taken in turn, so the oldest pending one is the first at or after the next to be taken; 0 when none is pending.</summary>
    private int FirstPendingRecord()
    {
        for (int step = 0; step < FaultRecords.Length; step++)
        {
            int index = (NextFaultRecord + step) % FaultRecords.Length;
            if (FaultRecords[index].Pending) return index;
        }
        return 0;
    }

    /// <summary>Records a fault where there is room, or in the log in memory where software asked for that; faults that find none set PFO, and then all are lost until software clears it (VT-d 7.2.1).</summary>
    private VtdUnit RecordFault(FaultRecord record, bool faultProcessingDisabled, IMemoryWriter? log)
    {
        if (faultProcessingDisabled && FaultReasons.IsQualified(record.Reason)) return this;
        if (AdvancedFaultLogEnabled) return LogFault(record, log);
        if ((StickyStatus & FaultStatus.Overflow) != 0) return this;
        if (FaultRecords[NextFaultRecord].Pending) return RaiseFaultStatus(FaultStatus.Overflow);
        var next = this with
        {
            FaultRecords = FaultRecords.SetItem(NextFaultRecord, record),
            NextFaultRecord = (NextFaultRecord + 1) % FaultRecords.Length,
        };
        return FaultStatus == FaultStatus.None ? next with { FaultEvent = FaultEvent.Raise() } : next;
    }

    /// <summary>Sets a status bit; the fault event is raised only where no condition was there before.</summary>
    private VtdUnit RaiseFaultStatus(FaultStatus bit)
    {
        var next = this with { StickyStatus = StickyStatus | bit };
        return FaultStatus == FaultStatus.None ? next with { FaultEvent = FaultEvent.Raise() } : next;
    }

    /// <summary>FSTS: writing 1 clears. PPF is cleared through the records; the queue's error code goes with IQE.</summary>
    private VtdUnit ClearFaultStatus(FaultStatus ones)
    {
        var next = this with
        {
            StickyStatus = StickyStatus & ~(ones & FaultStatus.ClearedByOne),
            QueueError = (ones & FaultStatus.QueueError) != 0 ? QueueError.None : QueueError,
        };
        return next.SettleFaultEvent();
    }

    /// <summary>The last quarter of a fault record: writing 1 to F clears it.</summary>
    private VtdUnit ClearFaultRecord(int index, uint value)
    {
        if (value >> 31 == 0) return this;
        var next = this with { FaultRecords = FaultRecords.SetItem(index, FaultRecords[index].Cleared()) };
        return next.SettleFaultEvent();
    }

    private VtdUnit SettleFaultEvent() =>
        FaultStatus == FaultStatus.None && FaultEvent.Pending ? this with { FaultEvent = FaultEvent.Settle() } : this;
}
