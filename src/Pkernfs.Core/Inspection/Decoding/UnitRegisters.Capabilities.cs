using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>CAP and ECAP (VT-d 11.4.2, 11.4.3), and the fault registers (VT-d 11.4.7).</summary>
public static partial class UnitRegisters
{
    private static string CapabilityOf(FieldList fields, Capability capability)
    {
        fields.Number(2, 0, "ND", $"{capability.DomainCount} domain ids")
            .Flag(3, "AFL", "advanced fault log", "no advanced fault log")
            .Flag(4, "RWBF", "write buffer must be flushed", "no write buffer to flush")
            .Flag(5, "PLMR", "low protected memory", "no low protected memory")
            .Flag(6, "PHMR", "high protected memory", "no high protected memory")
            .Flag(7, "CM", "may cache what is not present", "caches only what is present")
            .Code(12, 8, "SAGAW", "widths: " + Widths(capability))
            .Number(21, 16, "MGAW", $"{capability.MaximumGuestAddressWidth} bits of IOVA")
            .Flag(22, "ZLR", "zero-length reads of write-only pages", "no zero-length reads")
            .Flag(23, "DEP", "deprecated, set", "deprecated")
            .Number(33, 24, "FRO", $"fault records at {FieldList.Text((ulong)capability.FaultRecordOffset)}")
            .Code(37, 34, "SLLPS", (capability.SecondStage2MiB, capability.SecondStage1GiB) switch
            {
                (true, true) => "2 MiB and 1 GiB pages",
                (true, false) => "2 MiB pages",
                (false, true) => "1 GiB pages",
                _ => "4 KiB pages only",
            })
            .Flag(39, "PSI", "pages can be invalidated", "whole domains only")
            .Number(47, 40, "NFR", $"{capability.FaultRecordCount} fault records")
            .Number(53, 48, "MAMV", $"2^{capability.MaximumAddressMask} pages at once")
            .Flag(54, "DWD", "drains writes", "no write drain")
            .Flag(55, "DRD", "drains reads", "no read drain")
            .Flag(56, "FL1GP", "1 GiB first-stage pages", "no 1 GiB first-stage pages")
            .Flag(59, "PI", "posted interrupts", "no posted interrupts")
            .Flag(60, "FL5LP", "5-level first stage", "4-level first stage")
            .Flag(61, "ECMDS", "enhanced commands", "no enhanced commands")
            .Flag(62, "ESIRTPS", "SIRTP empties the interrupt cache", "software empties the interrupt cache")
            .Flag(63, "ESRTPS", "SRTP empties all caches", "software empties the caches");
        return $"{capability.DomainCount} domain ids, {Widths(capability)}, {capability.FaultRecordCount} fault record{(capability.FaultRecordCount == 1 ? "" : "s")}";
    }

    private static string Widths(Capability capability)
    {
        int[] widths = [.. Enumerable.Range(ContextEntry.NarrowestAddressWidth, ContextEntry.WidestAddressWidth).Where(capability.SupportsAddressWidth).Select(aw => 30 + (9 * aw))];
        return widths.Length == 0 ? "none" : string.Join(", ", widths) + " bits";
    }

    private static string ExtendedCapabilityOf(FieldList fields, ExtendedCapability extended)
    {
        fields.Flag(0, "C", "walks see the caches", "software flushes tables to memory")
            .Flag(1, "QI", "invalidation queue", "no queue").Flag(2, "DT", "device TLBs", "no device TLBs")
            .Flag(3, "IR", "interrupt remapping", "no interrupt remapping").Flag(4, "EIM", "x2APIC ids", "xAPIC ids")
            .Flag(6, "PT", "pass-through", "no pass-through").Flag(7, "SC", "snoop control", "no snoop control")
            .Number(17, 8, "IRO", $"IOTLB registers at {FieldList.Text((ulong)extended.IotlbOffset)}")
            .Number(23, 20, "MHMV", "largest handle mask").Flag(25, "MTS", "memory types", "no memory types")
            .Flag(26, "NEST", "nested translation", "no nesting").Flag(29, "PRS", "page requests", "no page requests")
            .Flag(30, "ERS", "execute requests", "no execute requests").Flag(31, "SRS", "supervisor requests", "no supervisor requests")
            .Flag(33, "NWFS", "no-write flag", "no no-write flag").Flag(34, "EAFS", "extended accessed flag", "no extended accessed flag")
            .Number(39, 35, "PSS", "PASID bits, less one").Flag(40, "PASID", "PASIDs", "no PASIDs").Flag(41, "DIT", "device TLB throttling", "no throttling")
            .Flag(42, "PDS", "page request drain", "no page request drain").Flag(43, "SMTS", "scalable mode", "legacy mode only").Flag(44, "VCS", "virtual commands", "no virtual commands")
            .Flag(45, "SSADS", "second-stage accessed and dirty", "no accessed and dirty").Flag(46, "SSTS", "second stage in scalable mode", "no scalable second stage")
            .Flag(47, "FSTS", "first stage in scalable mode", "no scalable first stage").Flag(48, "SMPWC", "scalable walks see the caches", "scalable walks bypass the caches")
            .Flag(49, "RPS", "RID_PASID", "no RID_PASID").Flag(51, "PMS", "performance counters", "no performance counters");
        string[] has = [.. new (bool Has, string Name)[]
        {
            (extended.QueuedInvalidation, "queue"), (extended.PassThrough, "pass-through"), (extended.InterruptRemapping, "interrupt remapping"),
            (extended.SnoopControl, "snoop control"), (extended.DeviceTlb, "device TLBs"), (extended.ScalableMode, "scalable mode"),
        }.Where(one => one.Has).Select(one => one.Name)];
        return has.Length == 0 ? "nothing extra" : string.Join(", ", has);
    }

    private static string FaultStatus(FieldList fields, FaultStatus status)
    {
        fields.Flag(0, "PFO", "a fault found no free record", "no overflow", (status & Platform.Vtd.FaultStatus.Overflow) != 0)
            .Flag(1, "PPF", "a record is pending", "no record is pending")
            .Flag(2, "AFO", "the fault log is full", "no log overflow", (status & Platform.Vtd.FaultStatus.AdvancedOverflow) != 0)
            .Flag(3, "APF", "the fault log holds records", "nothing logged")
            .Flag(4, "IQE", "the queue stopped at an error", "queue in order", (status & Platform.Vtd.FaultStatus.QueueError) != 0)
            .Flag(5, "ICE", "a device answered wrongly", "no completion error").Flag(6, "ITE", "a device did not answer", "no time-out").Flag(7, "PRO", "page requests lost", "no page requests lost")
            .Number(15, 8, "FRI", "first pending record");
        string[] set = [.. new (FaultStatus Bit, string Name)[]
        {
            (Platform.Vtd.FaultStatus.Pending, $"record {fields[15, 8]} pending"), (Platform.Vtd.FaultStatus.Overflow, "overflow"), (Platform.Vtd.FaultStatus.AdvancedPending, "faults logged"), (Platform.Vtd.FaultStatus.AdvancedOverflow, "fault log full"), (Platform.Vtd.FaultStatus.QueueError, "queue error"),
        }.Where(one => (status & one.Bit) != 0).Select(one => one.Name)];
        return set.Length == 0 ? "no fault" : string.Join(", ", set);
    }

    private static string FaultRecordOf(FieldList fields, FaultRecord record)
    {
        string reason = FaultReasons.Describe(record.Reason);
        bool ever = record.Low != 0 || record.High != 0;
        fields.Reserved(11, 0).Hex(63, 12, "FI", $"IOVA page {record.Page}")
            .Hex(79, 64, "SID", $"by {record.Requester}").Hex(103, 96, "FR", reason)
            .Reserved(92, 80).Flag(93, "PRIV", "privileged", "not privileged").Flag(94, "EXE", "execute request", "no execute request").Flag(95, "PP", "with a PASID", "without a PASID")
            .Hex(123, 104, "PV", "PASID").Code(125, 124, "AT", "address type")
            .Flag(126, "T", "a read", "a write").Flag(127, "F", "pending", "cleared by software");
        return !ever ? "empty" : $"{(record.Pending ? "pending" : "cleared")}: {record.Requester} {(record.Access == PageTables.AccessKind.Read ? "read" : "write")} of {record.Page}, {reason}";
    }
}
