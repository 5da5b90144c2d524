using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>Walks of tables in one memory, one walk or many: what is the same for all of them is worked out once. Reads memory, changes nothing.</summary>
public sealed class PageTableWalker<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>Walks that go down side by side: while one waits for memory the others go on.</summary>
    private const int SideBySide = 16;

    private readonly IMemoryView _memory;
    private readonly PageTableLimits _limits;
    private readonly ReservedMasks _reserved;

    public PageTableWalker(IMemoryView memory, PageTableLimits limits) => (_memory, _limits, _reserved) = (memory, limits, ReservedMasks.Of<TFormat, TInput>(limits));

    /// <summary>Translates one input for one access, with every check of the format in its order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public WalkEnd Follow(PageTableRoot root, TInput input, AccessKind access) => Follow(root, input, access, default, out _);

    /// <summary>As the other; the entries read go to <paramref name="path"/> as far as it has room.</summary>
    /// <param name="steps">How many entries were read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public WalkEnd Follow(PageTableRoot root, TInput input, AccessKind access, Span<WalkStep> path, out int steps)
    {
        RequireLevels(root);
        return _memory is PhysicalMemory machine
            ? Follow(new MachineEntries(machine), root, input, access, path, out steps)
            : Follow(new AnyEntries(_memory), root, input, access, path, out steps);
    }

    /// <summary>Translates many inputs for one kind of access: the same answers as one after another, sooner.</summary>
    /// <param name="ends">One for each input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public void FollowMany(PageTableRoot root, ReadOnlySpan<TInput> inputs, AccessKind access, Span<WalkEnd> ends)
    {
        RequireLevels(root);
        ends = ends[..inputs.Length];
        for (int first = 0; first < inputs.Length; first += SideBySide)
        {
            int count = Math.Min(SideBySide, inputs.Length - first);
            if (_memory is PhysicalMemory machine) FollowSome(new MachineEntries(machine), root, inputs.Slice(first, count), access, ends.Slice(first, count));
            else FollowSome(new AnyEntries(_memory), root, inputs.Slice(first, count), access, ends.Slice(first, count));
        }
    }

    private WalkEnd Follow<TSource>(TSource source, PageTableRoot root, TInput input, AccessKind access, Span<WalkStep> path, out int steps)
        where TSource : struct, IEntrySource
    {
        steps = 0;
        if (!TFormat.IsInReach(input.Value, root.Levels, _limits)) return BeyondReach;
        var walk = new WalkInProgress(root, input.Value);
        var (reserved, limits) = (_reserved, _limits);
        for (int read = 0; source.TryRead(walk.EntryAddress, out ulong entry); read++)
        {
            if ((uint)read < (uint)path.Length) path[read] = walk.StepWith(entry);
            if (walk.GoesOn<TFormat, TInput>(entry, reserved, limits, access, out var outcome)) continue;
            steps = read + 1;
            return walk.End(outcome);
        }
        steps = root.Levels - walk.Level;
        return walk.End(WalkOutcome.Unreadable);
    }

    /// <summary>Up to <see cref="SideBySide"/> walks, a level of all of them after the other.</summary>
    private void FollowSome<TSource>(TSource source, PageTableRoot root, ReadOnlySpan<TInput> inputs, AccessKind access, Span<WalkEnd> ends)
        where TSource : struct, IEntrySource
    {
        var (reserved, limits) = (_reserved, _limits);
        Span<WalkInProgress> walks = stackalloc WalkInProgress[SideBySide];
        Span<WordPlace> places = stackalloc WordPlace[SideBySide];
        Span<int> open = stackalloc int[SideBySide];
        int count = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (TFormat.IsInReach(inputs[i].Value, root.Levels, _limits))
            {
                walks[i] = new(root, inputs[i].Value);
                open[count++] = i;
            }
            else ends[i] = BeyondReach;
        }
        while (count > 0)
        {
            for (int k = 0; k < count; k++) places[k] = source.Locate(walks[open[k]].EntryAddress);
            int still = 0;
            for (int k = 0; k < count; k++)
            {
                int i = open[k];
                ref var walk = ref walks[i];
                if (!places[k].TryRead(out ulong entry) && !source.TryRead(walk.EntryAddress, out entry)) ends[i] = walk.End(WalkOutcome.Unreadable);
                else if (walk.GoesOn<TFormat, TInput>(entry, reserved, limits, access, out var outcome)) open[still++] = i;
                else ends[i] = walk.End(outcome);
            }
            count = still;
        }
        GC.KeepAlive(_memory);
    }

    private static void RequireLevels(PageTableRoot root)
    {
        if (!TFormat.HasLevels(root.Levels)) throw new ArgumentOutOfRangeException(nameof(root), root.Levels, "The format has no tables of that many levels.");
    }

    private static WalkEnd BeyondReach => new(WalkOutcome.BeyondInputWidth, default, default, AccessRights.None, 0);
}
