using System.Runtime.CompilerServices;
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
    private Context? _last;

    /// <summary>Walks for one request.</summary>
    /// <returns>Why it is refused; <see cref="FaultReason.None"/> where <paramref name="end"/> says where it goes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FaultReason Walk(PciAddress requester, Iova iova, AccessKind access, out WalkEnd end)
    {
        var context = ContextOf(requester);
        if (context.Refusal != FaultReason.None)
        {
            end = default;
            return context.Refusal;
        }
        end = _secondStage.Follow(context.Root, iova, access);
        return end.Outcome == WalkOutcome.Translated ? FaultReason.None : Reason(end, context, access);
    }

    /// <summary>The same for many requests of one function.</summary>
    /// <param name="ends">One for each IOVA.</param>
    /// <returns>Why all of them are refused; <see cref="FaultReason.None"/> where each went on to the second stage.</returns>
    public FaultReason WalkMany(PciAddress requester, ReadOnlySpan<Iova> iovas, AccessKind access, Span<WalkEnd> ends)
    {
        var context = ContextOf(requester);
        if (context.Refusal == FaultReason.None) _secondStage.FollowMany(context.Root, iovas, access, ends);
        return context.Refusal;
    }

    private Context ContextOf(PciAddress requester) => _last is { } last && last.Requester == requester ? last : _last = Read(requester);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Context Read(PciAddress requester)
    {
        var refusal = unit.ReadContext(memory, requester, out _, out var entry);
        if (refusal == FaultReason.None && entry.TranslationType == TranslationType.PassThrough) refusal = FaultReason.ContextInvalid;
        return new(requester, refusal, entry, entry.SecondStageRoot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FaultReason Reason(in WalkEnd end, Context context, AccessKind access) => VtdUnit.ReasonOf(end, context.Entry, access);

    private sealed record Context(PciAddress Requester, FaultReason Refusal, ContextEntry Entry, PageTableRoot Root);
}
