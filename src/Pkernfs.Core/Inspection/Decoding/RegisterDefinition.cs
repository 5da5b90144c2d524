using System.Collections.Immutable;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>A register of the remapping unit.</summary>
/// <param name="Name">As VT-d 11.4 names it: "RTADDR"; fault records are "FRCD0", "FRCD1", ...</param>
/// <param name="Title">In words: "root table address".</param>
/// <param name="Offset">Bytes from the window's start.</param>
/// <param name="Size">4, 8 or 16 bytes.</param>
public sealed record RegisterDefinition(string Name, string Title, int Offset, int Size)
{
    /// <summary>The registers that a unit with these capabilities has, by offset: two groups move with CAP.FRO and ECAP.IRO.</summary>
    public static ImmutableArray<RegisterDefinition> All(Capability capability, ExtendedCapability extended)
    {
        List<RegisterDefinition> all =
        [
            new("VER", "version", 0x00, 4),
            new("CAP", "capability", 0x08, 8),
            new("ECAP", "extended capability", 0x10, 8),
            new("GCMD", "global command", 0x18, 4),
            new("GSTS", "global status", 0x1c, 4),
            new("RTADDR", "root table address", 0x20, 8),
            new("CCMD", "context command", 0x28, 8),
            new("FSTS", "fault status", 0x34, 4),
            new("FECTL", "fault event control", 0x38, 4),
            new("FEDATA", "fault event data", 0x3c, 4),
            new("FEADDR", "fault event address", 0x40, 4),
            new("FEUADDR", "fault event upper address", 0x44, 4),
            .. Optional(capability, extended),
            new("IQH", "invalidation queue head", 0x80, 8),
            new("IQT", "invalidation queue tail", 0x88, 8),
            new("IQA", "invalidation queue address", 0x90, 8),
            new("ICS", "invalidation completion status", 0x9c, 4),
            new("IECTL", "invalidation event control", 0xa0, 4),
            new("IEDATA", "invalidation event data", 0xa4, 4),
            new("IEADDR", "invalidation event address", 0xa8, 4),
            new("IEUADDR", "invalidation event upper address", 0xac, 4),
            new("IQER", "invalidation queue error", 0xb0, 8),
            new("IRTA", "interrupt table address", 0xb8, 8),
            new("IVA", "invalidate address", extended.IotlbOffset, 8),
            new("IOTLB", "IOTLB invalidate", extended.IotlbOffset + 8, 8),
        ];
        for (int i = 0; i < capability.FaultRecordCount; i++)
            all.Add(new($"FRCD{i}", $"fault record {i}", capability.FaultRecordOffset + (i * 16), 16));
        return [.. all.OrderBy(register => register.Offset)];
    }

    /// <summary>What only some units have: elsewhere these places are reserved.</summary>
    private static IEnumerable<RegisterDefinition> Optional(Capability capability, ExtendedCapability extended)
    {
        if (capability.AdvancedFaultLog) yield return new("AFLOG", "advanced fault log", VtdRegisters.FaultLog, 8);
        if (capability.ProtectedLowMemory || capability.ProtectedHighMemory) yield return new("PMEN", "protected memory enable", VtdRegisters.ProtectedMemoryEnable, 4);
        if (capability.ProtectedLowMemory)
        {
            yield return new("PLMBASE", "protected low memory base", VtdRegisters.ProtectedLowBase, 4);
            yield return new("PLMLIMIT", "protected low memory limit", VtdRegisters.ProtectedLowLimit, 4);
        }
        if (capability.ProtectedHighMemory)
        {
            yield return new("PHMBASE", "protected high memory base", VtdRegisters.ProtectedHighBase, 8);
            yield return new("PHMLIMIT", "protected high memory limit", VtdRegisters.ProtectedHighLimit, 8);
        }
        if (!extended.PageRequests) yield break;
        yield return new("PQH", "page request queue head", VtdRegisters.PageQueueHead, 8);
        yield return new("PQT", "page request queue tail", VtdRegisters.PageQueueTail, 8);
        yield return new("PQA", "page request queue address", VtdRegisters.PageQueueAddress, 8);
        yield return new("PRS", "page request status", VtdRegisters.PageRequestStatus, 4);
        yield return new("PECTL", "page request event control", VtdRegisters.PageEventControl, 4);
        yield return new("PEDATA", "page request event data", VtdRegisters.PageEventData, 4);
        yield return new("PEADDR", "page request event address", VtdRegisters.PageEventAddress, 4);
        yield return new("PEUADDR", "page request event upper address", VtdRegisters.PageEventUpperAddress, 4);
    }
}
