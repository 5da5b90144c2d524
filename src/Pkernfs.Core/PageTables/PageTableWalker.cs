using System.Runtime.CompilerServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>Walks of tables in one memory, one walk or many: what is the same for all of them is worked out once. Reads memory, changes nothing.</summary>
/// <remarks>
/// A machine's memory at a moment never changes. So, as a processor does between invalidations, the level-2 tables that walks came through are remembered,
/// and later walks begin there; so one walker is for one thread. Walks whose way is asked for always begin at the root.
/// </remarks>
public sealed class PageTableWalker<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>Walks that go down side by side: while one waits for memory the others go on.</summary>
    private const int SideBySide = 32;

    /// <summary>Level-2 tables that are remembered, each for a GiB of input.</summary>
    private const int Remembered = 1024;

    private readonly IMemoryView _memory;
    private readonly PhysicalMemory? _machine;
    private readonly PageTableLimits _limits;
    private readonly LevelRules[] _rules;
    private Waypoint[] _waypoints = [];

    public PageTableWalker(IMemoryView memory, PageTableLimits limits) =>
        (_memory, _machine, _limits, _rules) = (memory, memory as PhysicalMemory, limits, LevelRules.For<TFormat, TInput>(limits));

    /// <summary>Translates one input for one access, with every check of the format in its order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WalkEnd Follow(PageTableRoot root, TInput input, AccessKind access)
    {
        var needed = access.Needs;
        if (!TryBegin(root, input.Value, needed, out var walk, out var place) || !place.TryRead(out ulong entry) || _machine!.Directory is not { } directory)
            return FollowFromRoot(root, input, needed, new NoPath());
        GC.KeepAlive(_memory);
        return walk.GoesOn<TFormat, TInput>(entry, _rules[Waypoint.AtLevel], _limits, needed, out var outcome)
            ? GoDown(new MachineEntries(_machine, directory), walk, Waypoint.AtLevel - 1, needed, new NoPath())
            : walk.End(outcome, _rules[Waypoint.AtLevel]);
    }

    /// <summary>As the other; the entries read go to <paramref name="path"/>, which holds one for each level.</summary>
    /// <param name="steps">How many entries were read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public WalkEnd Follow(PageTableRoot root, TInput input, AccessKind access, Span<WalkStep> path, out int steps)
    {
        steps = 0;
        return FollowFromRoot(root, input, access.Needs, new PathInto(path, ref steps));
    }

    /// <summary>Translates many inputs for one kind of access: the same answers as one after another, sooner.</summary>
    /// <param name="ends">One for each input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public void FollowMany(PageTableRoot root, ReadOnlySpan<TInput> inputs, AccessKind access, Span<WalkEnd> ends)
    {
        RequireLevels(root);
        ends = ends[..inputs.Length];
        while (!inputs.IsEmpty)
        {
            int count = Math.Min(SideBySide, inputs.Length);
            if (IsReadALot(root, out var machine)) FollowSideBySide(machine, root, inputs[..count], access, ends);
            else
            {
                for (int i = 0; i < count; i++) ends[i] = Follow(root, inputs[i], access);
            }
            inputs = inputs[count..];
            ends = ends[count..];
        }
    }

    /// <summary>True for a machine's memory that has a directory by now, and tables that begin on a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsReadALot(PageTableRoot root, out MachineEntries entries)
    {
        if (_machine is { Directory: { } directory } && root.Table.IsAligned(ByteCount.Page))
        {
            entries = new(_machine, directory);
            return true;
        }
        entries = default;
        return false;
    }

    /// <summary>A walk that begins below the root; false where none was ever that way, or where an entry on the way refuses it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryBegin(PageTableRoot root, ulong input, AccessRights needed, out WalkInProgress walk, out WordPlace place)
    {
        var waypoints = _waypoints;
        int slot = (int)(input >> Waypoint.InputShift) & (Remembered - 1);
        if (slot < waypoints.Length)
        {
            ref readonly var known = ref waypoints[slot];
            if (known.LeadsTo(root, input) && (known.Rights & needed) != 0)
            {
                walk = known.Walk(input);
                place = known.EntryFor(input);
                return true;
            }
        }
        walk = default;
        place = default;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkEnd FollowFromRoot<TPath>(PageTableRoot root, TInput input, AccessRights needed, TPath path)
        where TPath : struct, IWalkPath, allows ref struct
    {
        RequireLevels(root);
        if (!TFormat.IsInReach(input.Value, root.Levels, _limits)) return new(WalkOutcome.BeyondInputWidth, default, default, AccessRights.None, 0);
        var walk = new WalkInProgress(root.Table, AccessRights.ReadWrite, input.Value);
        if (!IsReadALot(root, out var machine)) return GoDown(new AnyEntries(_memory), walk, root.Levels, needed, path);

        for (int level = root.Levels; level > Waypoint.AtLevel; level--)
        {
            if (TryEnd(machine, ref walk, level, needed, ref path, out var end)) return end;
        }
        if (typeof(TPath) == typeof(NoPath))
        {
            if (_waypoints.Length == 0) _waypoints = new Waypoint[Remembered];
            _waypoints[(int)(input.Value >> Waypoint.InputShift) & (Remembered - 1)] = new(root, input.Value, walk, machine.PageAt(walk.Output));
        }
        return GoDown(machine, walk, Waypoint.AtLevel, needed, path);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private WalkEnd GoDown<TSource, TPath>(TSource source, WalkInProgress walk, int level, AccessRights needed, TPath path)
        where TSource : struct, IEntrySource
        where TPath : struct, IWalkPath, allows ref struct
    {
        for (; ; level--)
        {
            if (TryEnd(source, ref walk, level, needed, ref path, out var end)) return end;
        }
    }

    /// <summary>One level of a walk; true where it ends there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnd<TSource, TPath>(TSource source, ref WalkInProgress walk, int level, AccessRights needed, ref TPath path, out WalkEnd end)
        where TSource : struct, IEntrySource
        where TPath : struct, IWalkPath, allows ref struct
    {
        ref readonly var rules = ref _rules[level];
        var outcome = WalkOutcome.Unreadable;
        bool isRead = source.TryRead(walk.EntryAddress(rules), out ulong entry);
        GC.KeepAlive(_memory);
        if (isRead)
        {
            path.Add(walk, entry, rules);
            if (walk.GoesOn<TFormat, TInput>(entry, rules, _limits, needed, out outcome))
            {
                end = default;
                return false;
            }
        }
        end = walk.End(outcome, rules);
        return true;
    }

    /// <summary>Up to <see cref="SideBySide"/> walks, a level of all of them after the other. Those that cannot begin at a waypoint are done one by one, and leave one.</summary>
    [SkipLocalsInit]
    private void FollowSideBySide(MachineEntries source, PageTableRoot root, ReadOnlySpan<TInput> inputs, AccessKind access, Span<WalkEnd> ends)
    {
        var needed = access.Needs;
        Span<WalkInProgress> walks = stackalloc WalkInProgress[SideBySide];
        Span<WordPlace> places = stackalloc WordPlace[SideBySide];
        Span<int> open = stackalloc int[SideBySide];
        int count = 0;
        var limits = _limits;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (TryBegin(root, inputs[i].Value, needed, out walks[i], out places[count]))
            {
                places[count].Prefetch();
                open[count++] = i;
            }
            else ends[i] = Follow(root, inputs[i], access);
        }
        for (int level = Waypoint.AtLevel; count > 0; level--)
        {
            var (rules, below) = (_rules[level], _rules[level - 1]);
            int still = 0;
            for (int k = 0; k < count; k++)
            {
                int i = open[k];
                ref var walk = ref walks[i];
                if (!places[k].TryRead(out ulong entry) && !source.TryRead(walk.EntryAddress(rules), out entry)) ends[i] = walk.End(WalkOutcome.Unreadable, rules);
                else if (walk.GoesOn<TFormat, TInput>(entry, rules, limits, needed, out var outcome))
                {
                    places[still] = source.Locate(walk.EntryAddress(below));
                    open[still++] = i;
                }
                else ends[i] = walk.End(outcome, rules);
            }
            count = still;
        }
        GC.KeepAlive(_memory);
    }

    private static void RequireLevels(PageTableRoot root)
    {
        if (!TFormat.HasLevels(root.Levels)) throw new ArgumentOutOfRangeException(nameof(root), root.Levels, "The format has no tables of that many levels.");
    }
}
