using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>The remapping unit's registers, taken apart (VT-d 11.4).</summary>
public static partial class UnitRegisters
{
    /// <param name="address">Where the register answers.</param>
    /// <param name="low">Its value, or the lower 8 bytes of a fault record.</param>
    /// <param name="high">A fault record's upper 8 bytes.</param>
    public static DecodedEntry Decode(RegisterDefinition register, PhysicalAddress address, ulong low, ulong high = 0)
    {
        var fields = register.Size == 16 ? new FieldList(low, high) : new FieldList(low);
        string summary = register.Name switch
        {
            "VER" => Version(fields),
            "CAP" => CapabilityOf(fields, new(low)),
            "ECAP" => ExtendedCapabilityOf(fields, new(low)),
            "GCMD" => Global(fields, 0, "write-only, reads as zero"),
            "GSTS" => Global(fields, (GlobalCommand)low, null),
            "RTADDR" => RootTable(fields, low),
            "CCMD" => ContextCommand(fields),
            "FSTS" => FaultStatus(fields, (FaultStatus)low),
            "FECTL" or "IECTL" or "PECTL" => EventControl(fields),
            "FEDATA" or "IEDATA" or "PEDATA" => EventData(fields),
            "FEADDR" or "IEADDR" or "PEADDR" => Plain(fields.Reserved(1, 0).Hex(31, 2, "MA", "message address"), low),
            "FEUADDR" or "IEUADDR" or "PEUADDR" => Plain(fields.Hex(31, 0, "MUA", "message address, upper half"), low),
            "AFLOG" => FaultLog(fields, low),
            "PMEN" => ProtectedMemory(fields),
            "PLMBASE" or "PHMBASE" => ProtectedBound(fields, low, register.Size, 0, "the first granule"),
            "PLMLIMIT" or "PHMLIMIT" => ProtectedBound(fields, low, register.Size, VtdLimits.ProtectedMemoryGranule - 1, "the last granule"),
            "PQH" => PageQueuePlace(fields, low, "PQH", "next request to answer"),
            "PQT" => PageQueuePlace(fields, low, "PQT", "next free entry"),
            "PQA" => PageQueueAddress(fields, low),
            "PRS" => PageRequestStatus(fields),
            "IQH" => QueuePlace(fields, low, "QH", "next descriptor to take"),
            "IQT" => QueuePlace(fields, low, "QT", "next free descriptor"),
            "IQA" => QueueAddress(fields, low),
            "ICS" => CompletionStatus(fields),
            "IQER" => QueueError(fields, (QueueError)(low & 0xf)),
            "IRTA" => InterruptTable(fields, low),
            "IVA" => Plain(fields.Number(5, 0, "AM", "log2 of the pages").Flag(6, "IH", "leaves only", "tables too").Reserved(11, 7).Hex(63, 12, "ADDR", "page number"), low),
            "IOTLB" => IotlbCommand(fields),
            _ => FaultRecordOf(fields, new(low, high)),
        };
        return fields.Entry($"register {register.Name}", address, "VT-d 11.4", summary, length: register.Size);
    }

    private static string Plain(FieldList fields, ulong value)
    {
        _ = fields;
        return FieldList.Text(value);
    }

    private static string Version(FieldList fields)
    {
        fields.Number(3, 0, "MIN", "minor").Number(7, 4, "MAX", "major");
        return $"{fields[7, 4]}.{fields[3, 0]}";
    }

    private static string Global(FieldList fields, GlobalCommand status, string? fixedSummary)
    {
        string s = fixedSummary is null ? "S" : "";
        fields.Flag(31, "TE" + s, "translation on", "translation off: DMA goes through as it is")
            .Flag(30, fixedSummary is null ? "RTPS" : "SRTP", "root table pointer set", "root table pointer never set")
            .Flag(29, fixedSummary is null ? "FLS" : "SFL", "fault log set", "no fault log")
            .Flag(28, fixedSummary is null ? "AFLS" : "EAFL", "advanced fault log on", "advanced fault log off")
            .Flag(27, "WBF" + s, "write buffer flush under way", "no write buffer flush")
            .Flag(26, "QIE" + s, "invalidations come from the queue", "invalidation by registers")
            .Flag(25, "IRE" + s, "interrupts are remapped", "interrupts pass as they are")
            .Flag(24, fixedSummary is null ? "IRTPS" : "SIRTP", "interrupt table pointer set", "interrupt table pointer never set")
            .Flag(23, "CFI" + s, "compatibility interrupts pass", "compatibility interrupts blocked");
        if (fixedSummary is not null) return fixedSummary;
        string[] names = [.. new (GlobalCommand Bit, string Name)[]
        {
            (GlobalCommand.TranslationEnable, "TES"), (GlobalCommand.SetRootTablePointer, "RTPS"),
            (GlobalCommand.SetFaultLog, "FLS"), (GlobalCommand.EnableAdvancedFaultLog, "AFLS"), (GlobalCommand.QueuedInvalidationEnable, "QIES"),
            (GlobalCommand.InterruptRemappingEnable, "IRES"), (GlobalCommand.SetInterruptTablePointer, "IRTPS"), (GlobalCommand.CompatibilityFormatInterrupts, "CFIS"),
        }.Where(one => (status & one.Bit) != 0).Select(one => one.Name)];
        return names.Length == 0 ? "nothing enabled" : string.Join(", ", names);
    }

    private static string RootTable(FieldList fields, ulong value)
    {
        ulong mode = fields[11, 10];
        fields.Reserved(9, 0).Code(11, 10, "TTM", mode switch { 0 => "legacy mode", 1 => "scalable mode", 3 => "abort all DMA", _ => "reserved" }, mode == 2)
            .Address(63, 12, "RTA", "root table; takes effect with SRTP");
        return value == 0 ? "no root table" : $"root table at {new PhysicalAddress(value & VtdTable.AddressMask)}";
    }

    private static string ContextCommand(FieldList fields)
    {
        fields.Number(15, 0, "DID", "domain id").Hex(31, 16, "SID", $"device {Platform.PciAddress.FromSourceId((ushort)fields[31, 16])}").Code(33, 32, "FM", "function bits not counted")
            .Code(60, 59, "CAIG", "done: " + Reach(fields[60, 59], "device")).Code(62, 61, "CIRG", "asked: " + Reach(fields[62, 61], "device")).Flag(63, "ICC", "under way", "done");
        return fields[63, 63] != 0 ? "invalidation under way" : fields[60, 59] == 0 ? "never used" : $"last: {Reach(fields[60, 59], "device")}";
    }

    private static string IotlbCommand(FieldList fields)
    {
        fields.Number(47, 32, "DID", "domain id").Flag(48, "DW", "drain writes", "no write drain").Flag(49, "DR", "drain reads", "no read drain")
            .Code(58, 57, "IAIG", "done: " + Reach(fields[58, 57], "pages")).Code(61, 60, "IIRG", "asked: " + Reach(fields[61, 60], "pages")).Flag(63, "IVT", "under way", "done");
        return fields[63, 63] != 0 ? "invalidation under way" : fields[58, 57] == 0 ? "never used" : $"last: {Reach(fields[58, 57], "pages")}";
    }

    private static string EventControl(FieldList fields)
    {
        fields.Flag(30, "IP", "a message waits", "no message waits").Flag(31, "IM", "masked", "messages go out");
        return (fields[31, 31] != 0 ? "masked" : "messages go out") + (fields[30, 30] != 0 ? ", one waits" : "");
    }

    private static string EventData(FieldList fields)
    {
        fields.Hex(15, 0, "IMD", "message data").Hex(31, 16, "EIMD", "extended message data");
        return $"vector {FieldList.Text(fields[7, 0])}";
    }

    private static string QueuePlace(FieldList fields, ulong value, string name, string meaning)
    {
        fields.Reserved(3, 0).Number(18, 4, name, meaning);
        return $"byte {FieldList.Text(value)}, descriptor {value >> 4}";
    }

    private static string QueueAddress(FieldList fields, ulong value)
    {
        fields.Number(2, 0, "QS", $"{new ByteCount(4096UL << (int)(value & 7))} of queue").Reserved(10, 3).Flag(11, "DW", "256-bit descriptors", "128-bit descriptors").Address(63, 12, "IQA", "the queue's first page");
        return value == 0 ? "no queue" : $"{256 << (int)(value & 7)} descriptors at {new PhysicalAddress(value & VtdTable.AddressMask)}";
    }

    private static string CompletionStatus(FieldList fields)
    {
        fields.Flag(0, "IWC", "a wait completed", "no wait completed");
        return fields[0, 0] != 0 ? "a wait completed" : "nothing completed";
    }

    private static string QueueError(FieldList fields, QueueError error)
    {
        fields.Number(3, 0, "IQEI", ErrorOf(error), error != Platform.Vtd.QueueError.None).Hex(47, 32, "ITESID", "device that timed out").Hex(63, 48, "ICESID", "device that answered wrongly");
        return ErrorOf(error);
    }

    private static string InterruptTable(FieldList fields, ulong value)
    {
        fields.Number(3, 0, "S", $"{2UL << (int)(value & 0xf)} entries").Reserved(10, 4).Flag(11, "EIME", "x2APIC ids", "xAPIC ids").Address(63, 12, "IRTA", "interrupt remapping table");
        return value == 0 ? "no table" : $"{2UL << (int)(value & 0xf)} entries at {new PhysicalAddress(value & VtdTable.AddressMask)}";
    }

    private static string Reach(ulong granularity, string narrowest) => granularity switch
    {
        1 => "everything",
        2 => "one domain",
        3 => narrowest,
        _ => "nothing",
    };

    private static string ErrorOf(QueueError error) => error switch
    {
        Platform.Vtd.QueueError.None => "no error",
        Platform.Vtd.QueueError.TailBeyondQueue => "tail beyond the queue",
        Platform.Vtd.QueueError.DescriptorNotAccessible => "descriptor not accessible",
        Platform.Vtd.QueueError.DescriptorTypeInvalid => "unknown descriptor type",
        Platform.Vtd.QueueError.ReservedFieldSet => "reserved field set",
        Platform.Vtd.QueueError.DescriptorWidthInvalid => "descriptor width not supported",
        Platform.Vtd.QueueError.TailMisaligned => "tail misaligned",
        _ => "unknown error",
    };
}
