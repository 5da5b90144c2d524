using System.Numerics;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>The registers that only some units have: protected memory (VT-d 11.4.8), advanced fault log, page requests.</summary>
public static partial class UnitRegisters
{
    private static string ProtectedMemory(FieldList fields)
    {
        fields.Flag(0, "PRS", "protected memory is blocked", "protected memory is open").Flag(31, "EPM", "protection wanted", "no protection wanted");
        return fields[0, 0] != 0 ? "untranslated DMA into protected memory is blocked" : "protected memory is open";
    }

    private static string ProtectedBound(FieldList fields, ulong value, int size, ulong below, string meaning)
    {
        int granule = BitOperations.Log2(VtdLimits.ProtectedMemoryGranule);
        fields.Reserved(granule - 1, 0).Address((size * 8) - 1, granule, "ADDR", meaning);
        return new PhysicalAddress(value | below).ToString();
    }

    private static string FaultLog(FieldList fields, ulong value)
    {
        int size = (int)fields[11, 9];
        fields.Reserved(8, 0).Number(11, 9, "FLS", $"{new ByteCount(4096UL << size)} of log").Address(63, 12, "FLA", "the log; takes effect with SFL");
        return value == 0 ? "no fault log" : $"{256 << size} records at {new PhysicalAddress(value & VtdTable.AddressMask)}";
    }

    private static string PageQueuePlace(FieldList fields, ulong value, string name, string meaning)
    {
        fields.Reserved(4, 0).Number(18, 5, name, meaning);
        return $"byte {FieldList.Text(value)}, request {value >> 5}";
    }

    private static string PageQueueAddress(FieldList fields, ulong value)
    {
        fields.Number(2, 0, "PQS", $"{new ByteCount(4096UL << (int)(value & 7))} of queue").Reserved(11, 3).Address(63, 12, "PQA", "the queue's first page");
        return value == 0 ? "no queue" : $"{128 << (int)(value & 7)} requests at {new PhysicalAddress(value & VtdTable.AddressMask)}";
    }

    private static string PageRequestStatus(FieldList fields)
    {
        fields.Flag(0, "PPR", "a request waits", "no request waits").Flag(1, "PRO", "requests were lost", "no requests lost", fields[1, 1] != 0);
        return fields[0, 0] != 0 ? "a request waits" : "no request waits";
    }
}
