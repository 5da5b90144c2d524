using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>Where two trees of tables first translate differently.</summary>
/// <param name="Input">The first input address that they disagree about.</param>
/// <param name="One">What the first tree makes of it; null where it maps nothing.</param>
/// <param name="Other">What the second makes of it; null where it maps nothing.</param>
public sealed record TableDifference<TInput>(TInput Input, LeafRun<TInput>? One, LeafRun<TInput>? Other)
    where TInput : struct, IAddress<TInput>
{
    /// <summary>In words, with a name for each tree: "at 0x1000 the live tables give 0x5000, ReadWrite, in pages of 4 KiB; the new ones map nothing".</summary>
    public string Describe(string one, string other) => $"at {Input} {one} {Words(One)}; {other} {Words(Other)}";

    private static string Words(LeafRun<TInput>? run) => run is { } leaf
        ? $"give {leaf.Output}, {Rights(leaf.Rights)}, in pages of {leaf.PageSize}"
        : "map nothing";

    private static string Rights(AccessRights rights) => rights switch
    {
        AccessRights.ReadWrite => "readable and writable",
        AccessRights.Read => "readable",
        _ => "writable",
    };
}

public static partial class PageTable<TFormat, TInput>
{
    /// <summary>
    /// Where two trees first differ in what hardware makes of them over the whole input space: address, permission, page size. Null where they
    /// translate identically; which pages the tables themselves are in does not count.
    /// </summary>
    public static TableDifference<TInput>? FirstDifference(IMemoryView memory, PageTableRoot one, PageTableRoot other, PageTableLimits limits)
    {
        using var ours = Leaves(memory, one, limits).GetEnumerator();
        using var theirs = Leaves(memory, other, limits).GetEnumerator();
        while (true)
        {
            bool more = ours.MoveNext(), also = theirs.MoveNext();
            if (!more && !also) return null;
            LeafRun<TInput>? left = more ? ours.Current : null, right = also ? theirs.Current : null;
            if (left == right) continue;
            var at = FirstOf(left, right);
            return new(at, LeafAt(memory, one, limits, at), LeafAt(memory, other, limits, at));
        }
    }

    /// <summary>Where two runs that are not the same begin to differ: at their starts, or where the shorter of two that go alike ends.</summary>
    private static TInput FirstOf(LeafRun<TInput>? left, LeafRun<TInput>? right)
    {
        if (left is not { } one) return right!.Value.Input;
        if (right is not { } other) return one.Input;
        if (one.Input.Value != other.Input.Value) return one.Input.Value < other.Input.Value ? one.Input : other.Input;
        if (one with { Length = other.Length } != other) return one.Input;
        return TInput.At(one.Input.Value + Math.Min(one.Length.Value, other.Length.Value));
    }

    private static LeafRun<TInput>? LeafAt(IMemoryView memory, PageTableRoot root, PageTableLimits limits, TInput input)
    {
        foreach (var run in Leaves(memory, root, limits, true, new(input, ByteCount.Page))) return run;
        return null;
    }
}
