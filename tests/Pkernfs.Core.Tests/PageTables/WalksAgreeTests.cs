using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

/// <summary>
/// Tables of random entries, good and broken: a walk written out by the book, one walk, many walks side by side and the scan of leaves must all find the same,
/// faults included; in a machine's memory read seldom and read often, and through a view that knows nothing of it.
/// </summary>
public class WalksAgreeTests
{
    private const int Tables = 24, Rounds = 100, Walks = 1024;

    /// <summary>Table pages, and behind them pages that are not RAM.</summary>
    private static readonly PhysicalRange Ram = new(new(0x10_0000), ByteCount.Page * Tables);

    public static TheoryData<int, PageTableLimits> Machines { get; } = new()
    {
        { 3, new(39, true, true, InputWidth: 39) },
        { 4, new(39, true, false, InputWidth: 48) },
        { 4, new(46, false, false, SnoopControl: true, TransientMapping: true, InputWidth: 44) },
        { 5, new(52, true, true, SnoopControl: true, InputWidth: 57) },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Second_stage(int levels, PageTableLimits limits) => Agree<SecondStage, Iova>(levels, limits);

    [Theory]
    [MemberData(nameof(Machines))]
    public void X86(int levels, PageTableLimits limits) => Agree<X86Paging, VirtualAddress>(Math.Max(levels, 4), limits);

    private static void Agree<TFormat, TInput>(int levels, PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        var random = new Random(levels + limits.OutputWidth);
        var outcomes = new HashSet<WalkOutcome>();
        var inputs = new TInput[Walks];
        var ends = new WalkEnd[Walks];
        for (int round = 0; round < Rounds; round++)
        {
            var memory = RandomTables(random, limits);
            var view = new View(memory);
            var root = new PageTableRoot(Ram.Start, levels);
            for (int i = 0; i < Walks; i++) inputs[i] = TInput.At(RandomInput<TFormat, TInput>(random, levels, limits));
            var access = (AccessKind)random.Next(2);
            var walker = new PageTableWalker<TFormat, TInput>(memory, limits);
            walker.FollowMany(root, inputs, access, ends);
            for (int i = 0; i < Walks; i++)
            {
                var expected = ByTheBook<TFormat, TInput>(view, root, limits, inputs[i], access);
                outcomes.Add(expected.Outcome);
                if (expected != ends[i] || expected != walker.Follow(root, inputs[i], access)) Assert.Fail($"{inputs[i]}: {expected}, of many {ends[i]}, alone {walker.Follow(root, inputs[i], access)}");
                Assert.Equal(expected, PageTable<TFormat, TInput>.Walk(view, root, limits, inputs[i], access).End());
            }
            // Now that the walker remembers where walks came through.
            var again = new WalkEnd[Walks];
            walker.FollowMany(root, inputs, access, again);
            Assert.Equal(ends, again);
            var other = new PageTableWalker<TFormat, TInput>(view, limits);
            var through = new WalkEnd[Walks];
            other.FollowMany(root, inputs, access, through);
            Assert.Equal(ends, through);
            for (int i = 0; i < 8; i++)
            {
                ScanAgrees(memory, root, limits, inputs[i], random.Next(1, 700), walker);
                ScanAgrees(view, root, limits, inputs[i], random.Next(1, 700), walker);
            }
        }
        // The tables were such that every end was met.
        Assert.Equal(Enum.GetValues<WalkOutcome>().ToHashSet(), outcomes);
    }

    /// <summary>What the scan of leaves says of each page around an input, folded and not.</summary>
    private static void ScanAgrees<TFormat, TInput>(IMemoryView memory, PageTableRoot root, PageTableLimits limits, TInput input, int pages, PageTableWalker<TFormat, TInput> walker)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        if (!TFormat.IsInReach(input.Value, root.Levels, limits)) return;
        ulong first = input.Value & ~0xfffUL, last = first + ((ulong)pages * 4096) - 1;
        if (!TFormat.IsInReach(last, root.Levels, limits) || last < first) return;
        var range = new AddressRange<TInput>(TInput.At(first), new((ulong)pages * 4096));
        foreach (bool fold in (bool[])[true, false])
        {
            var found = new Dictionary<ulong, (ulong Output, ulong PageSize, AccessRights Rights)>();
            foreach (var run in PageTable<TFormat, TInput>.Leaves(memory, root, limits, fold, range))
            {
                for (ulong at = 0; at < run.Length.Value; at += 4096) Assert.True(found.TryAdd(run.Input.Value + at, (run.Output.Value + at, run.PageSize.Value, run.Rights)));
            }
            for (ulong at = first; at < last; at += 4096)
            {
                var read = walker.Follow(root, TInput.At(at), AccessKind.Read);
                var end = read.Outcome == WalkOutcome.Translated ? read : walker.Follow(root, TInput.At(at), AccessKind.Write);
                bool isMapped = found.TryGetValue(at, out var leaf);
                Assert.Equal(end.Outcome == WalkOutcome.Translated, isMapped);
                if (isMapped) Assert.Equal((end.Physical.Value, end.PageSize.Value, end.Rights), leaf);
            }
        }
    }

    /// <summary>A walk as the manuals tell it, with nothing worked out beforehand.</summary>
    private static WalkEnd ByTheBook<TFormat, TInput>(IMemoryView memory, PageTableRoot root, PageTableLimits limits, TInput input, AccessKind access)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        if (!TFormat.IsInReach(input.Value, root.Levels, limits)) return new(WalkOutcome.BeyondInputWidth, default, default, AccessRights.None, 0);
        var (table, rights) = (root.Table, AccessRights.ReadWrite);
        for (int level = root.Levels; ; level--)
        {
            ulong index = (input.Value >> (12 + (9 * (level - 1)))) & 511;
            if (!memory.TryReadWord(new(table.Value + (index * 8)), out ulong entry)) return new(WalkOutcome.Unreadable, default, default, rights, level);
            rights = TFormat.IsPresent(entry) ? rights & TFormat.Rights(entry) : AccessRights.None;
            if (!TFormat.IsPresent(entry)) return new(WalkOutcome.NotPermitted, default, default, rights, level);
            if (TFormat.ChecksRightsAtEachLevel && !rights.Allow(access)) return new(WalkOutcome.NotPermitted, default, default, rights, level);
            if (TFormat.ReservedBits(entry, level, limits) != 0) return new(WalkOutcome.ReservedBits, default, default, rights, level);
            table = TFormat.Output(entry, level, limits);
            if (!TFormat.IsLeaf(entry, level)) continue;
            ulong size = 1UL << (12 + (9 * (level - 1)));
            return rights.Allow(access)
                ? new(WalkOutcome.Translated, new(table.Value | (input.Value & (size - 1))), new(size), rights, level)
                : new(WalkOutcome.NotPermitted, default, default, rights, level);
        }
    }

    /// <summary>Mostly entries that lead on, and runs of leaves that carry on, so that walks get far and runs get long; some of each fault. Half of the frames are patched ones.</summary>
    private static PhysicalMemory RandomTables(Random random, PageTableLimits limits)
    {
        var writer = PhysicalMemory.Empty([Ram]).Write();
        ulong[] entries = new ulong[512];
        for (int table = 0; table < Tables; table++)
        {
            for (int i = 0; i < entries.Length; i++)
            {
                ulong leads = Ram.Start.Value + ((ulong)random.Next(Tables + 1) << 12);
                entries[i] = random.Next(12) switch
                {
                    < 5 => leads | 3,
                    5 => leads | (uint)random.Next(1, 4),
                    6 => 0,
                    7 => ((ulong)random.NextInt64(1L << 20) << 30) | 0x83,
                    8 => (ulong)random.NextInt64() | (uint)random.Next(4),
                    9 => leads | 3 | (1UL << random.Next(64)),
                    _ => i == 0 ? 3 : entries[i - 1] + 0x1000,
                };
            }
            writer.TryWrite(new(Ram.Start.Value + ((ulong)table << 12)), System.Runtime.InteropServices.MemoryMarshal.AsBytes(entries.AsSpan()));
        }
        writer.Seal();
        for (int i = 0; i < Tables / 2; i++) writer.TryWriteWord(new(Ram.Start.Value + ((ulong)random.Next(Tables) << 12) + ((ulong)random.Next(512) * 8)), (ulong)random.NextInt64() & limits.AddressMask | 3);
        return writer.Seal();
    }

    private static ulong RandomInput<TFormat, TInput>(Random random, int levels, PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput> => random.Next(20) switch
        {
            0 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
            _ => TFormat.InputAt((ulong)random.NextInt64(1L << Math.Min(12 + (9 * levels), limits.InputWidth)), levels),
        };

    /// <summary>A memory of which nothing is known but its bytes.</summary>
    private sealed class View(PhysicalMemory memory) : IMemoryView
    {
        public bool IsAccessible(PhysicalRange range) => memory.IsAccessible(range);

        public bool TryReadWord(PhysicalAddress address, out ulong word) => memory.TryReadWord(address, out word);

        public bool TryRead(PhysicalAddress address, Span<byte> destination) => memory.TryRead(address, destination);
    }
}

file static class Walked
{
    extension(PageWalk walk)
    {
        public WalkEnd End() => new(walk.Outcome, walk.Physical, walk.PageSize, walk.Rights, walk.Level);
    }
}
