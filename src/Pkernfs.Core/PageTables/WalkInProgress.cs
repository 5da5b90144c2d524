using System.Runtime.CompilerServices;

namespace Pkernfs.Core.PageTables;

/// <summary>A walk on its way down: which entry it needs next, and what follows from one. All checks of a walk are here, once for all formats.</summary>
internal struct WalkInProgress
{
    private readonly ulong _input;

    /// <summary>The table that it has come to; in the end what its leaf maps.</summary>
    private ulong _output;

    private AccessRights _rights;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WalkInProgress(PhysicalAddress table, AccessRights rights, ulong input) => (_input, _output, _rights) = (input, table.Value, rights);

    public readonly PhysicalAddress Output => new(_output);

    /// <summary>What all entries so far allow.</summary>
    public readonly AccessRights Rights => _rights;

    /// <summary>Where the entry lies that it needs of the table of that level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PhysicalAddress EntryAddress(in LevelRules rules) => new(_output + (((_input >> rules.Shift) & (PageTableGeometry.EntriesPerTable - 1)) * PageTableGeometry.EntrySize));

    /// <summary>What was read, for whoever wants to show the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WalkStep StepWith(ulong entry, in LevelRules rules) => new(new(_output), PageTableGeometry.IndexOf(_input, rules.Level), entry, rules.Level);

    /// <summary>Goes on with an entry that was read; false, and why, when that was the last.</summary>
    /// <param name="needed">The right without which the access is refused.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GoesOn<TFormat, TInput>(ulong entry, in LevelRules rules, PageTableLimits limits, AccessRights needed, out WalkOutcome outcome)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        outcome = WalkOutcome.NotPermitted;
        if (!TFormat.IsPresent(entry))
        {
            _rights = AccessRights.None;
            return false;
        }
        _rights &= TFormat.Rights(entry);
        if (TFormat.ChecksRightsAtEachLevel && (_rights & needed) == 0) return false;
        bool isLeaf = TFormat.IsLeaf(entry, rules.Level);
        if ((entry & rules.Reserved(isLeaf)) != 0)
        {
            outcome = WalkOutcome.ReservedBits;
            return false;
        }
        if (isLeaf && (_rights & needed) == 0) return false;
        _output = TFormat.Output(entry, rules.Level, limits).Value;
        outcome = WalkOutcome.Translated;
        return !isLeaf;
    }

    /// <summary>How it ended at that level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WalkEnd End(WalkOutcome outcome, in LevelRules rules)
    {
        if (outcome != WalkOutcome.Translated) return new(outcome, default, default, _rights, rules.Level);
        ulong pageSize = 1UL << rules.Shift;
        return new(outcome, new(_output | (_input & (pageSize - 1))), new(pageSize), _rights, rules.Level);
    }
}
