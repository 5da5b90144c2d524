using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>
/// A domain of 64 GiB in 4 KiB pages for 01:00.0: 16.8 M leaves in 32,768 tables, each table's 2 MiB of memory somewhere else, as on a host that has run for a while.
/// </summary>
internal sealed class LargeDomain
{
    public const int Gibibytes = 64, LeafTables = Gibibytes * 512, Tables = LeafTables + Gibibytes + 2;

    private const ulong TablesAt = 4UL << 30, OutputsAt = 64UL << 30;

    private static readonly Lazy<LargeDomain> built = new(() => new());

    private readonly int[] outputs = Shuffled(LeafTables, 2);

    private LargeDomain()
    {
        int[] frames = Shuffled(Tables + 2, 1);
        int next = 0;
        PhysicalAddress Page() => new(TablesAt + ((ulong)frames[next++] << 12));
        var memory = PhysicalMemory.Empty([new(new(TablesAt), ByteCount.Page * (ulong)frames.Length), new(new(OutputsAt), ByteCount.FromGiB(Gibibytes))]).Write();
        ulong[] words = new ulong[512];
        var (root, context, top, third) = (Page(), Page(), Page(), Page());
        Put(root, (2, RootEntry.To(context).Low));
        // 48 bits of IOVA, domain 7.
        Put(context, (0, top.Value | 1), (1, 2 | (7 << 8)));
        Put(top, (0, SecondStage.MakeTable(third)));
        var (middle, leaves) = (new PhysicalAddress[Gibibytes], new PhysicalAddress[LeafTables]);
        for (int gib = 0; gib < Gibibytes; gib++) middle[gib] = Page();
        for (int table = 0; table < LeafTables; table++) leaves[table] = Page();
        Put(third, [.. middle.Select((table, gib) => (gib, SecondStage.MakeTable(table)))]);
        for (int gib = 0; gib < Gibibytes; gib++) Put(middle[gib], [.. Enumerable.Range(0, 512).Select(i => (i, SecondStage.MakeTable(leaves[(gib * 512) + i])))]);
        for (int table = 0; table < LeafTables; table++)
        {
            ulong leaf = SecondStage.MakeLeaf(new(OutputsAt + ((ulong)outputs[table] << 21)), 1, AccessRights.ReadWrite);
            for (int i = 0; i < 512; i++) words[i] = leaf + ((ulong)i << 12);
            memory.TryWrite(leaves[table], MemoryMarshal.AsBytes(words.AsSpan()));
        }
        var unit = VtdUnit.Reset(new(new(0xfed90000), 0xd2008c222f0606, 0xf00f4a, 39));
        unit = unit.WriteRegister(memory, VtdRegisters.RootTableAddress, root.Value, 8);
        unit = unit.WriteRegister(memory, VtdRegisters.GlobalCommand, (uint)GlobalCommand.SetRootTablePointer, 4);
        unit = unit.WriteRegister(memory, VtdRegisters.GlobalCommand, (uint)GlobalCommand.TranslationEnable, 4);
        (Unit, Memory, Root, Leaves) = (unit, memory.Seal(), new(top, 4), leaves);

        void Put(PhysicalAddress table, params (int Index, ulong Word)[] entries)
        {
            foreach (var (index, word) in entries) Assert.True(memory.TryWriteWord(PageTableGeometry.EntryAddress(table, index), word));
        }
    }

    public static LargeDomain Instance => built.Value;

    public VtdUnit Unit { get; }

    public PhysicalMemory Memory { get; }

    public PageTableRoot Root { get; }

    /// <summary>The lowest tables, in IOVA order.</summary>
    public PhysicalAddress[] Leaves { get; }

    public PageTableLimits Limits => Unit.SecondStageLimits;

    /// <summary>Where an IOVA leads.</summary>
    public PhysicalAddress OutputOf(Iova iova) => new(OutputsAt + ((ulong)outputs[iova.Value >> 21] << 21) + (iova.Value & 0x1fffff));

    /// <summary>A machine that translates through it: another's, with this unit and memory.</summary>
    public PlatformState On(PlatformState platform) => platform with { Unit = Unit, Memory = Memory };

    private static int[] Shuffled(int count, int seed)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(numbers);
        return numbers;
    }
}

/// <summary>Memory that notes which pages are read.</summary>
internal sealed class ReadPages(IMemoryView memory) : IMemoryView
{
    public HashSet<ulong> Pages { get; } = [];

    public bool IsAccessible(PhysicalRange range) => memory.IsAccessible(range);

    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        Pages.Add(address.Value >> 12);
        return memory.TryReadWord(address, out word);
    }

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        for (ulong page = address.Value >> 12; page <= (address.Value + (ulong)destination.Length - 1) >> 12; page++) Pages.Add(page);
        return memory.TryRead(address, destination);
    }
}
