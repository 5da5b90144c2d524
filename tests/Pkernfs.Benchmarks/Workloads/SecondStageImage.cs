using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Benchmarks.Workloads;

/// <summary>
/// A domain of so many GiB in 4 KiB pages, with a root and a context entry for 00:00.0: the same bytes as sparse memory and as one flat image. Table pages stand in
/// no order, and each table's 2 MiB of output are somewhere else, as on a host that has run for a while.
/// </summary>
internal sealed class SecondStageImage : IDisposable
{
    public const int Levels = 4;

    private const ulong Origin = 4UL << 30, Outputs = 64UL << 30;

    private SecondStageImage(NativeWords image, PhysicalMemory memory, PhysicalAddress top, PhysicalAddress root, ulong mapped) =>

        (Image, Memory, Top, Root, MappedBytes, Unit) = (image, memory, top, root, mapped, UnitAt(memory, root));

    /// <summary>What the remapping unit of the reference allows: 39 bits of address, large pages, no SNP, no TM.</summary>
    public static PageTableLimits Limits { get; } = new(39, true, true, InputWidth: 48);

    public NativeWords Image { get; }

    public PhysicalMemory Memory { get; }

    public PhysicalAddress Top { get; }

    public PhysicalAddress Root { get; }

    public ulong MappedBytes { get; }

    /// <summary>A unit that translates by that root table. It has what <see cref="Limits"/> says.</summary>
    public VtdUnit Unit { get; }

    public static ulong ImageStart => Origin;

    public static SecondStageImage Build(int gibibytes)
    {
        int leafTables = gibibytes * 512, middle = gibibytes, count = leafTables + middle + 4;
        var random = new Random(1);
        int[] frames = Shuffled(random, count);
        int next = 0;
        PhysicalAddress Page() => new(Origin + ((ulong)frames[next++] << 12));
        var image = new NativeWords(count * 512L);
        void Put(PhysicalAddress table, int index, ulong word) => image[(long)((table.Value - Origin) / 8) + index] = word;

        var (root, context, top, third) = (Page(), Page(), Page(), Page());
        Put(root, 0, RootEntry.To(context).Low);
        Put(context, 0, top.Value | 1);
        Put(context, 1, 2);
        Put(top, 0, SecondStage.MakeTable(third));
        int[] outputs = Shuffled(random, leafTables);
        for (int gib = 0; gib < gibibytes; gib++)
        {
            var second = Page();
            Put(third, gib, SecondStage.MakeTable(second));
            for (int i = 0; i < 512; i++)
            {
                var leaves = Page();
                Put(second, i, SecondStage.MakeTable(leaves));
                ulong output = Outputs + ((ulong)outputs[(gib * 512) + i] << 21);
                for (int leaf = 0; leaf < 512; leaf++) Put(leaves, leaf, SecondStage.MakeLeaf(new(output + ((ulong)leaf << 12)), 1, AccessRights.ReadWrite));
            }
        }
        return new(image, Sparse(image, count), top, root, (ulong)gibibytes << 30);
    }

    /// <summary>What a run of leaves adds to the sum that both contestants make of all leaves: 3 × input + 5 × output + rights of each, as 64-bit numbers.</summary>
    public static ulong Mix(in LeafRun<Iova> run)
    {
        ulong pages = run.Length.Value >> 12, inner = (pages * (pages - 1) / 2) << 12;
        return unchecked((3 * ((run.Input.Value * pages) + inner)) + (5 * ((run.Output.Value * pages) + inner)) + ((ulong)run.Rights * pages));
    }

    public void Dispose() => Image.Dispose();

    private static unsafe PhysicalMemory Sparse(NativeWords image, int pages)
    {
        var writer = PhysicalMemory.Empty([new(new(Origin), new((ulong)pages << 12))]).Write();
        for (int page = 0; page < pages; page++) writer.TryWrite(new(Origin + ((ulong)page << 12)), new ReadOnlySpan<byte>((byte*)image.Pointer + ((long)page << 12), 4096));
        return writer.Seal();
    }

    private static VtdUnit UnitAt(PhysicalMemory memory, PhysicalAddress root)
    {
        // As QEMU 7.2 reports them: 48 bits of IOVA, 2 MiB and 1 GiB leaves.
        var unit = VtdUnit.Reset(new(new(0xfed90000), 0xd2008c222f0606, 0xf00f4a, Limits.OutputWidth));
        var writer = memory.Write();
        unit = unit.WriteRegister(writer, VtdRegisters.RootTableAddress, root.Value, 8);
        unit = unit.WriteRegister(writer, VtdRegisters.GlobalCommand, (uint)GlobalCommand.SetRootTablePointer, 4);
        return unit.WriteRegister(writer, VtdRegisters.GlobalCommand, (uint)GlobalCommand.TranslationEnable, 4);
    }

    private static int[] Shuffled(Random random, int count)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        random.Shuffle(numbers);
        return numbers;
    }
}
