using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>One address of one device, walked by the tables in memory, and what the unit would answer with what it remembers.</summary>
/// <param name="ByMemory">By registers and tables as they are now.</param>
/// <param name="ByUnit">By the unit, which asks its context cache and its IOTLB first.</param>
/// <param name="BusMaster">False where the function cannot send a request at all: its Bus Master Enable bit is off.</param>
/// <param name="Destination">Who owns the memory that it gets to; null where it gets to none, or nobody knows.</param>
public sealed record TranslationWalk(
    PciAddress Device,
    Iova Iova,
    AccessKind Access,
    DmaTranslation ByMemory,
    DmaTranslation ByUnit,
    bool BusMaster,
    OwnedExtent? Destination)
{
    /// <summary>True when what the unit remembers and what memory says give different answers: an invalidation is missing, or still to come.</summary>
    public bool Disagrees =>
        ByMemory.Outcome != ByUnit.Outcome || ByMemory.Physical != ByUnit.Physical || ByMemory.Fault != ByUnit.Fault;

    /// <summary>A walk for a read, and for a write where only a write gets through or only a write means something: the interrupt window.</summary>
    public static TranslationWalk Of(PlatformState platform, PciAddress device, Iova iova, OwnershipMap? ownership = null)
    {
        var read = Of(platform, device, iova, AccessKind.Read, ownership);
        if (VtdLimits.InterruptWindow.Contains(iova)) return Of(platform, device, iova, AccessKind.Write, ownership);
        if (read.ByMemory.Fault != FaultReason.NoReadPermission) return read;
        var write = Of(platform, device, iova, AccessKind.Write, ownership);
        return write.ByMemory.ReachesMemory ? write : read;
    }

    public static TranslationWalk Of(PlatformState platform, PciAddress device, Iova iova, AccessKind access, OwnershipMap? ownership = null)
    {
        var byMemory = platform.Unit.Walk(platform.Memory, device, iova, access);
        var (_, byUnit) = platform.Unit.Translate(platform.Memory, device, iova, access);
        return new(
            device,
            iova,
            access,
            byMemory,
            byUnit,
            platform.Functions.TryGetValue(device, out var function) && function.BusMaster,
            byMemory.ReachesMemory ? ownership?.At(byMemory.Physical) : null);
    }

    /// <summary>The answer in sentences.</summary>
    public string Words()
    {
        string words = $"{Device} iova {Iova}: {ByMemoryWords()}";
        if (!BusMaster) words += $" No such request comes: bus master is off in {Device}, so it is blocked at the function.";
        if (Disagrees) words += $" The unit remembers otherwise: {ByUnitWords()}";
        return words;
    }

    private string ByMemoryWords() => ByMemory.Outcome switch
    {
        DmaOutcome.Translated => $"{ByMemory.Physical}{In()}, through a {ByMemory.PageSize} leaf, {RightsWords(ByMemory.Rights)}.",
        DmaOutcome.PassThrough => $"{ByMemory.Physical}{In()}, as it is: the context entry passes requests through.",
        DmaOutcome.Untranslated => $"{ByMemory.Physical}{In()}, as it is: translation is off.",
        DmaOutcome.Interrupt => "a write here is an interrupt, not memory: the window 0xfee00000 to 0xfeefffff.",
        DmaOutcome.Protected => "blocked, without a fault: no table translates it, and it is protected memory (PMEN).",
        _ => $"blocked, fault 0x{(byte)ByMemory.Fault!.Value:x}, {FaultReasons.Describe(ByMemory.Fault.Value)}{At()}.",
    };

    private string ByUnitWords() => ByUnit.Outcome switch
    {
        DmaOutcome.Fault => $"fault 0x{(byte)ByUnit.Fault!.Value:x}, {FaultReasons.Describe(ByUnit.Fault.Value)}.",
        DmaOutcome.Protected => "passed through into protected memory, which is blocked.",
        _ => $"its caches still give {ByUnit.Physical}.",
    };

    private string In() => Destination is { } owner ? $" in {owner.Label}" : "";

    private string At() => ByMemory.Path.IsEmpty ? "" : ByMemory.Path[^1] switch
    {
        { Level: DmaWalkLevel.Root } step => $" (root entry {step.Index})",
        { Level: DmaWalkLevel.Context } => $" (context entry of {Device})",
        var step => $" (level {step.PageTableLevel}, entry {step.Index})",
    };

    private static string RightsWords(AccessRights rights) => rights switch
    {
        AccessRights.Read => "read only",
        AccessRights.Write => "write only",
        _ => "read and write",
    };
}
