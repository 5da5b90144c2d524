using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>
/// Where requests of functions go by root table, context tables and second stage as they are in memory, one or many: for questions about thousands of IOVAs.
/// The tables alone: what the unit remembers, its interrupt window and pass-through are <see cref="VtdUnit.Walk"/>'s to know.
/// </summary>
public sealed class RequestWalker(VtdUnit unit, PhysicalMemory memory)
{
    private readonly PageTableWalker<SecondStage, Iova> _secondStage = new(memory, unit.SecondStageLimits);

    /// <summary>The function that was asked about last, as a unit remembers context entries: the memory of a moment does not change.</summary>
    private Found? _last;

    /// <summary>Walks for one request.</summary>
    /// <returns>Why it is refused; <see cref="FaultReason.None"/> where <paramref name="end"/> says where it goes.</returns>
    public FaultReason Walk(PciAddress requester, Iova iova, AccessKind access, out WalkEnd end)
    {
        var (reason, context) = ContextOf(requester);
        end = reason == FaultReason.None ? _secondStage.Follow(context.SecondStageRoot, iova, access) : default;
        return reason != FaultReason.None || end.Outcome == WalkOutcome.Translated ? reason : VtdUnit.ReasonOf(end, context, access);
    }

    /// <summary>The same for many requests of one function. Its root and context entry are read once.</summary>
    /// <param name="ends">One for each IOVA; <see cref="ReasonOf"/> says what fault one means.</param>
    /// <returns>Why all of them are refused; <see cref="FaultReason.None"/> where each went on to the second stage.</returns>
    public FaultReason WalkMany(PciAddress requester, ReadOnlySpan<Iova> iovas, AccessKind access, Span<WalkEnd> ends)
    {
        var (reason, context) = ContextOf(requester);
        if (reason == FaultReason.None) _secondStage.FollowMany(context.SecondStageRoot, iovas, access, ends);
        return reason;
    }

    private Found ContextOf(PciAddress requester)
    {
        if (_last is { } last && last.Requester == requester) return last;
        var reason = unit.ReadContext(memory, requester, out _, out var context);
        if (reason == FaultReason.None && context.TranslationType == TranslationType.PassThrough) reason = FaultReason.ContextInvalid;
        return _last = new(requester, reason, context);
    }

    private sealed record Found(PciAddress Requester, FaultReason Reason, ContextEntry Context)
    {
        public void Deconstruct(out FaultReason reason, out ContextEntry context) => (reason, context) = (Reason, Context);
    }
}
