using System.Runtime.CompilerServices;

namespace Pkernfs.Core.PageTables;

/// <summary>A walk on its way down: which entry it needs next, and what follows from one. All checks of a walk are here, once for all formats.</summary>
internal struct WalkInProgress
{
    private readonly ulong _input;

    /// <summary>The table that it has come to; in the end what its leaf maps.</summary>
    private ulong _output;

    private AccessRights _rights;
    private int _level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WalkInProgress(PageTableRoot root, ulong input) => (_input, _output, _level, _rights) = (input, root.Table.Value, root.Levels, AccessRights.ReadWrite);

    /// <summary>The level of the table that it has come to.</summary>
    public readonly int Level => _level;

    public readonly PhysicalAddress EntryAddress
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => PageTableGeometry.EntryAddress(new(_output), PageTableGeometry.IndexOf(_input, _level));
    }

    /// <summary>What was read, for whoever wants to show the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WalkStep StepWith(ulong entry) => new(new(_output), PageTableGeometry.IndexOf(_input, _level), entry, _level);

    /// <summary>Goes on with an entry that was read; false, and why, when that was the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GoesOn<TFormat, TInput>(ulong entry, ReservedMasks reserved, PageTableLimits limits, AccessKind access, out WalkOutcome outcome)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        bool isPresent = TFormat.IsPresent(entry), isLeaf = TFormat.IsLeaf(entry, _level);
        _rights &= isPresent ? TFormat.Rights(entry) : AccessRights.None;
        outcome = WalkOutcome.NotPermitted;
        if (!isPresent || (TFormat.ChecksRightsAtEachLevel && !_rights.Allow(access))) return false;
        outcome = WalkOutcome.ReservedBits;
        if ((entry & reserved.Of(_level, isLeaf)) != 0) return false;
        if (isLeaf)
        {
            outcome = _rights.Allow(access) ? WalkOutcome.Translated : WalkOutcome.NotPermitted;
            if (outcome == WalkOutcome.Translated) _output = TFormat.Output(entry, _level, limits).Value;
            return false;
        }
        _output = TFormat.Output(entry, _level, limits).Value;
        _level--;
        return true;
    }

    /// <summary>How it ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WalkEnd End(WalkOutcome outcome)
    {
        if (outcome != WalkOutcome.Translated) return new(outcome, default, default, _rights, _level);
        var pageSize = PageTableGeometry.EntryCovers(_level);
        return new(outcome, new(_output | (_input & (pageSize.Value - 1))), pageSize, _rights, _level);
    }
}
