using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>From a request to memory: interrupt window, root entry, context entry, second-stage tables, in the order of VT-d 7.1.3's checks.</summary>
public sealed partial record VtdUnit
{
    /// <summary>
    /// A request of a device. What the unit remembers is used first, what it learns is remembered, a refusal is recorded.
    /// A remembered leaf that lacks the needed right is looked up again in memory, since giving a right needs no invalidation.
    /// In caching mode refusals are remembered too, so that giving what was refused needs one (VT-d 6.1).
    /// </summary>
    /// <param name="log">Where the advanced fault log lies; null where a question must leave no trace in memory.</param>
    public (VtdUnit Next, DmaTranslation Result) Translate(IMemoryView memory, PciAddress requester, Iova iova, AccessKind access, IMemoryWriter? log = null)
    {
        if (WithoutTables(iova, access) is { } direct) return (this, direct);

        var path = new DmaPath();
        var unit = this;
        bool remembered = TryRecallContext(requester, out var known);
        if (!remembered)
        {
            var refusal = ReadContext(memory, requester, ref path, out var read);
            known = new(requester, read, refusal);
            if (known.Refusal == FaultReason.None || Capability.CachingMode) unit = RememberContext(known);
        }
        var context = known.Entry;
        var request = new Request(requester, iova, access, context.FaultProcessingDisabled, log);
        if (known.Refusal != FaultReason.None) return unit.Refuse(known.Refusal, request, remembered, path);
        if (context.TranslationType == TranslationType.PassThrough) return (unit, PassThrough(iova, remembered, path));
        if (iova.Value <= HighestIova(context) && TryRecallLeaf(context.DomainId, iova, out var leaf))
        {
            if (leaf.Refusal != FaultReason.None) return unit.Refuse(ForAccess(leaf.Refusal, access), request, true, path);
            if (leaf.Rights.Allow(access)) return (unit, new(DmaOutcome.Translated, leaf.Translate(iova), leaf.PageSize, leaf.Rights, null, true, path.ToArray()));
        }

        var end = WalkSecondStage(memory, context, iova, access, ref path);
        if (end.Outcome != WalkOutcome.Translated)
        {
            var reason = ReasonOf(end, context, access);
            return unit.RememberRefusal(context.DomainId, iova, end, reason).Refuse(reason, request, remembered, path);
        }
        return (unit.RememberLeaf(context.DomainId, iova, end), Translated(end, remembered, path));
    }

    /// <summary>What would become of a request, by the registers and the tables in memory as they are now. Nothing remembered is used, nothing is recorded.</summary>
    public DmaTranslation Walk(IMemoryView memory, PciAddress requester, Iova iova, AccessKind access)
    {
        if (WithoutTables(iova, access) is { } direct) return direct;

        var path = new DmaPath();
        var reason = ReadContext(memory, requester, ref path, out var context);
        if (reason != FaultReason.None) return DmaTranslation.Refused(reason, false, path.ToArray());
        if (context.TranslationType == TranslationType.PassThrough) return PassThrough(iova, false, path);
        var end = WalkSecondStage(memory, context, iova, access, ref path);
        return end.Outcome == WalkOutcome.Translated
            ? Translated(end, false, path)
            : DmaTranslation.Refused(ReasonOf(end, context, access), false, path.ToArray());
    }

    /// <summary>
    /// Everything that a function can reach, by the registers and the tables in memory as they are now, in IOVA order. The interrupt window is not cut out.
    /// Identity over the input width, but for protected memory, where the function passes through or translation is off; nothing where root or context entry refuse.
    /// </summary>
    /// <param name="fold">Joins neighbouring leaves with contiguous outputs, one page size and the same rights.</param>
    public IEnumerable<LeafRun<Iova>> Mappings(IMemoryView memory, PciAddress requester, bool fold)
    {
        if (!TranslationEnabled) return Identity((1UL << Description.HostAddressWidth) - 1);
        var path = new DmaPath();
        if (ReadContext(memory, requester, ref path, out var context) != FaultReason.None) return [];
        return context.TranslationType == TranslationType.PassThrough
            ? Identity(HighestIova(context))
            : PageTable<SecondStage, Iova>.Leaves(memory, context.SecondStageRoot, SecondStageLimits, fold);
    }

    /// <summary>The answer where no table is asked: interrupts, and everything while translation is off. Reads of the interrupt window are no interrupts; the tables answer them.</summary>
    private DmaTranslation? WithoutTables(Iova iova, AccessKind access)
    {
        if (access == AccessKind.Write && VtdLimits.InterruptWindow.Contains(iova)) return DmaTranslation.Identity(DmaOutcome.Interrupt, iova, false, []);
        if (TranslationEnabled) return null;
        return IsProtected(new(iova.Value)) ? DmaTranslation.Blocked(false, []) : DmaTranslation.Identity(DmaOutcome.Untranslated, iova, false, []);
    }

    private DmaTranslation PassThrough(Iova iova, bool fromCache, DmaPath path) => IsProtected(new(iova.Value))
        ? DmaTranslation.Blocked(fromCache, path.ToArray())
        : DmaTranslation.Identity(DmaOutcome.PassThrough, iova, fromCache, path.ToArray());

    /// <summary>Reads and checks root and context entry. The context entry is given even where it is what refuses: its FPD counts.</summary>
    private FaultReason ReadContext(IMemoryView memory, PciAddress requester, ref DmaPath path, out ContextEntry context)
    {
        var reason = ReadContext(memory, requester, out var root, out context);
        if (reason == FaultReason.RootTableNotAccessible) return reason;
        path.Add(new(RootTable, requester.Bus, root.Low, root.High, DmaWalkLevel.Root, 0));
        if (reason is not (FaultReason.RootNotPresent or FaultReason.RootReserved or FaultReason.ContextTableNotAccessible))
            path.Add(new(root.ContextTable, requester.DevFn, context.Low, context.High, DmaWalkLevel.Context, 0));
        return reason;
    }

    internal FaultReason ReadContext(IMemoryView memory, PciAddress requester, out RootEntry root, out ContextEntry context)
    {
        context = default;
        if (!RootEntry.TryRead(memory, RootTable, requester.Bus, out root)) return FaultReason.RootTableNotAccessible;
        if (!root.Present) return FaultReason.RootNotPresent;
        if (root.HasReservedBits(Description.HostAddressWidth)) return FaultReason.RootReserved;

        if (!ContextEntry.TryRead(memory, root.ContextTable, requester.DevFn, out context)) return FaultReason.ContextTableNotAccessible;
        if (!context.Present) return FaultReason.ContextNotPresent;
        if (context.HasReservedBits(Description.HostAddressWidth)) return FaultReason.ContextReserved;
        return context.IsValidFor(Capability, ExtendedCapability) ? FaultReason.None : FaultReason.ContextInvalid;
    }

    private WalkEnd WalkSecondStage(IMemoryView memory, ContextEntry context, Iova iova, AccessKind access, ref DmaPath path)
    {
        Span<WalkStep> steps = stackalloc WalkStep[PageTableGeometry.MostLevels];
        var end = PageTable<SecondStage, Iova>.Follow(memory, context.SecondStageRoot, SecondStageLimits, iova, access, steps, out int count);
        foreach (var step in steps[..count]) path.Add(new(step.Table, step.Index, step.Entry, 0, DmaWalkLevel.SecondStage, step.Level));
        return end;
    }

    /// <summary>The fault that a walk's end means; a top table that is not there makes the context entry invalid.</summary>
    internal static FaultReason ReasonOf(WalkEnd end, ContextEntry context, AccessKind access) => end.Outcome switch
    {
        WalkOutcome.BeyondInputWidth => FaultReason.AddressBeyondWidth,
        WalkOutcome.Unreadable when end.Level == context.Levels => FaultReason.ContextInvalid,
        WalkOutcome.Unreadable => FaultReason.PagingEntryNotAccessible,
        WalkOutcome.ReservedBits => FaultReason.PagingEntryReserved,
        _ => ForAccess(FaultReason.NoReadPermission, access),
    };

    /// <summary>An entry that is not present refuses reads and writes for reasons of their own; other reasons are the same for both.</summary>
    private static FaultReason ForAccess(FaultReason reason, AccessKind access) =>
        reason is not (FaultReason.NoReadPermission or FaultReason.NoWritePermission) ? reason
        : access == AccessKind.Write ? FaultReason.NoWritePermission : FaultReason.NoReadPermission;

    private ulong HighestIova(ContextEntry context) => SecondStage.HighestInput(context.Levels, SecondStageLimits);

    private IEnumerable<LeafRun<Iova>> Identity(ulong last)
    {
        IEnumerable<PhysicalRange> open = [new(PhysicalAddress.Zero, new(last + 1))];
        foreach (var closed in ProtectedMemory) open = open.SelectMany(range => range.Except(closed));
        return open.Select(range => new LeafRun<Iova>(new(range.Start.Value), range.Start, range.Length, ByteCount.Page, AccessRights.ReadWrite));
    }

    private static DmaTranslation Translated(WalkEnd end, bool fromCache, DmaPath path) =>
        new(DmaOutcome.Translated, end.Physical, end.PageSize, end.Rights, null, fromCache, path.ToArray());

    private (VtdUnit Next, DmaTranslation Result) Refuse(FaultReason reason, Request request, bool fromCache, DmaPath path) => (
        RecordFault(FaultRecord.Of(request.Requester, request.Iova, request.Access, reason), request.FaultProcessingDisabled, request.Log),
        DmaTranslation.Refused(reason, fromCache, path.ToArray()));

    /// <summary>What a refusal needs to know of a request: what its record holds, whether FPD keeps it out, and where a log would be.</summary>
    private readonly record struct Request(PciAddress Requester, Iova Iova, AccessKind Access, bool FaultProcessingDisabled, IMemoryWriter? Log);
}
