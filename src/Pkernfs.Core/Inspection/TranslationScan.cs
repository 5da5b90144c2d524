using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>One pass over a tree of second-stage tables. Unlike hardware's own scan it keeps what hardware would refuse, and it always ends.</summary>
internal sealed class TranslationScan(IMemoryView memory, PageTableRoot root, PageTableLimits limits)
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
            var allowed = rights & SecondStage.Rights(entry);
            if (allowed == AccessRights.None) Add(Refused(at, covers, level, "no right left"));
            else if (SecondStage.ReservedBits(entry, level, limits) != 0) Add(Refused(at, covers, level, "reserved bits"));
            else if (SecondStage.IsLeaf(entry, level))
            {
                // Entries that differ by nothing but the next address are one run from the start.
                int last = index;
                int most = (int)Math.Min((ulong)(entries.Length - 1), (ulong)index + ((highest - at) / covers));
                // Past the last address that the machine has the next one would be 0.
                while (last < most && entries[last + 1] == entries[last] + covers && (entries[last + 1] & limits.AddressMask) != 0) last++;
                Add(new(new(new(at), new(covers * (ulong)(last + 1 - index))), SecondStage.Output(entry, level, limits), new(covers), allowed));
                index = last;
            }
            else Visit(SecondStage.Output(entry, level, limits), level - 1, at, PageTableGeometry.EntryAddress(table, index), allowed);
        }
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
        if (Runs.Count < TranslationDomain.KeptRuns) Runs.Add(_open);
        _open = null;
    }
}
