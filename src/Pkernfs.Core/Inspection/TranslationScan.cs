using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>One pass over a tree of second-stage tables, or a part of it. Unlike hardware's own scan it keeps what hardware would refuse, and it always ends.</summary>
/// <param name="from">Nothing below it is read.</param>
/// <param name="most">The runs to find, after which it ends; null to keep as many as a domain does and count the others.</param>
internal sealed class TranslationScan(IMemoryView memory, PageTableRoot root, PageTableLimits limits, Iova from = default, int? most = null)
{
    private readonly ulong[][] _entries = [.. Enumerable.Range(0, root.Levels + 1).Select(_ => new ulong[PageTableGeometry.EntriesPerTable])];
    private readonly PhysicalAddress[] _path = new PhysicalAddress[root.Levels + 1];
    private TranslationRun? _open;
    private int _read;

    public List<TranslationTable> Tables { get; } = [];

    public int[] Counts { get; } = new int[root.Levels];

    public List<TranslationRun> Runs { get; } = [];

    public int RunCount { get; private set; }

    public bool IsCut { get; private set; }

    /// <summary>The first IOVA after the kept runs for which there may be more.</summary>
    public Iova? Beyond { get; private set; }

    public void Run()
    {
        if (!SecondStage.HasLevels(root.Levels)) return;
        Visit(root.Table, root.Levels, 0, null, AccessRights.ReadWrite);
        Close();
    }

    private void Visit(PhysicalAddress table, int level, ulong input, PhysicalAddress? entryAddress, AccessRights rights)
    {
        if (++_read > TranslationDomain.MostTables)
        {
            IsCut = true;
            Beyond ??= new(input);
            return;
        }
        Counts[level - 1]++;
        _path[level] = table;
        bool keep = Counts[level - 1] <= TranslationDomain.KeptTables;
        ulong[] entries = _entries[level];
        bool readable = TableImage.TryReadEntries(memory, table, entries);
        bool repeated = _path.AsSpan()[(level + 1)..].Contains(table);
        if (keep) Tables.Add(new(table, level, new(input), entryAddress, readable, repeated, readable ? TranslationTable.LinesOf(entries, level, limits) : []));
        if (!readable)
        {
            Add(Refused(input, PageTableGeometry.EntryCovers(level).Value * PageTableGeometry.EntriesPerTable, level, "table not in RAM"));
            return;
        }
        ulong highest = SecondStage.HighestInput(root.Levels, limits);
        for (int index = 0; index < entries.Length && !IsCut; index++)
        {
            ulong entry = entries[index];
            if (!SecondStage.IsPresent(entry)) continue;
            ulong at = input + ((ulong)index << PageTableGeometry.EntryShift(level));
            if (at > highest) break;
            ulong covers = PageTableGeometry.EntryCovers(level).Value;
            if (at + (covers - 1) < from.Value) continue;
            var allowed = rights & SecondStage.Rights(entry);
            if (allowed == AccessRights.None) Add(Refused(at, covers, level, "no right left"));
            else if (SecondStage.ReservedBits(entry, level, limits) != 0) Add(Refused(at, covers, level, "reserved bits"));
            else if (SecondStage.IsLeaf(entry, level))
            {
                // Leaves that go on alike are one run from the start: a table of them is one look, not 512 runs to join.
                int count = SeriesFrom(entries, index, covers, level);
                Add(new(new(new(at), new(covers * (ulong)count)), SecondStage.Output(entry, level, limits), new(covers), allowed));
                index += count - 1;
            }
            else Visit(SecondStage.Output(entry, level, limits), level - 1, at, PageTableGeometry.EntryAddress(table, index), allowed);
        }
    }

    /// <summary>How many entries from the first on differ from the one before by nothing but the next address.</summary>
    private int SeriesFrom(ulong[] entries, int first, ulong covers, int level)
    {
        int count = 1;
        while (first + count < entries.Length && entries[first + count] == entries[first] + ((ulong)count * covers) && SecondStage.ReservedBits(entries[first + count], level, limits) == 0) count++;
        return count;
    }

    private static TranslationRun Refused(ulong input, ulong length, int level, string problem) =>
        new(new(new(input), new(length)), default, PageTableGeometry.EntryCovers(level), AccessRights.None, problem);

    private void Add(TranslationRun run)
    {
        if (_open is { } open && open.IsFollowedBy(run))
        {
            _open = open with { Input = new(open.Input.Start, open.Input.Length + run.Input.Length) };
            return;
        }
        Close();
        _open = run;
    }

    private void Close()
    {
        if (_open is null) return;
        RunCount++;
        if (Runs.Count < (most ?? TranslationDomain.KeptRuns)) Runs.Add(_open);
        else if (Beyond is not { } rest || _open.Input.Start < rest) Beyond = _open.Input.Start;
        IsCut |= Runs.Count < RunCount && most is not null;
        _open = null;
    }
}
