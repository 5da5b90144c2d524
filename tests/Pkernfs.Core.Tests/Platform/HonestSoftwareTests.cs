using CsCheck;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>Software that invalidates what it changes never sees a stale answer; the same software without its invalidations does.</summary>
public class HonestSoftwareTests
{
    private const int Devices = 3;

    /// <summary>One edit: of a page of a tree, or of a device's context entry.</summary>
    private sealed record Edit(bool OfContext, int Device, int Tree, ulong Page, ulong Output);

    private static readonly Gen<Edit[]> Edits =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, Devices - 1], Gen.Int[0, 1], Gen.ULong[0, 7], Gen.ULong[0, 63])
            .Select((kind, device, tree, page, output) => new Edit(kind == 0, device, tree, page << 12, output << 12))
            .Array[1, 40];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_unit_does_is_what_the_tables_say(bool queued) =>
        Edits.Sample(edits => Assert.Equal(0, StaleAnswers(edits, queued, invalidate: true)), iter: 200);

    [Fact]
    public void Without_invalidations_stale_answers_are_really_given()
    {
        var edits = Enumerable.Range(0, 20).Select(turn => new Edit(turn % 4 == 3, 0, turn / 4 % 2, 0x1000, (ulong)(turn + 16) << 12)).ToArray();
        Assert.NotEqual(0, StaleAnswers(edits, queued: false, invalidate: false));
        Assert.Equal(0, StaleAnswers(edits, queued: false, invalidate: true));
    }

    private static int StaleAnswers(Edit[] edits, bool queued, bool invalidate)
    {
        var bench = new RemappingBench();
        if (queued) bench.EnableQueue();
        var attached = new int[Devices];
        var mapped = new HashSet<(int Tree, ulong Page)>();
        for (int device = 0; device < Devices; device++) bench.Attach(Device(device), Domain(0));
        int stale = 0;
        foreach (var edit in edits)
        {
            if (edit.OfContext) Reattach(bench, attached, edit, queued, invalidate);
            else Toggle(bench, mapped, edit, queued, invalidate);
            for (int device = 0; device < Devices; device++)
            {
                var walk = bench.Walk(Device(device), edit.Page + 0x123, AccessKind.Write);
                var dma = bench.Dma(Device(device), edit.Page + 0x123, AccessKind.Write);
                if ((walk.Outcome, walk.Physical, walk.Fault) != (dma.Outcome, dma.Physical, dma.Fault)) stale++;
            }
        }
        return stale;
    }

    private static void Reattach(RemappingBench bench, int[] attached, Edit edit, bool queued, bool invalidate)
    {
        ushort before = Domain(attached[edit.Device]);
        attached[edit.Device] = edit.Tree;
        bench.Attach(Device(edit.Device), Domain(edit.Tree), edit.Tree);
        if (!invalidate) return;
        if (queued) bench.Submit(InvalidationDescriptor.ContextCacheDevice(before, Device(edit.Device)));
        else bench.Write(VtdRegisters.ContextCommand, 1UL << 63 | 3UL << 61 | (ulong)Device(edit.Device).SourceId << 16 | before, 8);
    }

    private static void Toggle(RemappingBench bench, HashSet<(int Tree, ulong Page)> mapped, Edit edit, bool queued, bool invalidate)
    {
        if (mapped.Remove((edit.Tree, edit.Page))) bench.Unmap(edit.Page, tree: edit.Tree);
        else if (mapped.Add((edit.Tree, edit.Page))) bench.Map(edit.Page, edit.Output, tree: edit.Tree);
        if (!invalidate) return;
        if (queued)
        {
            bench.Submit(InvalidationDescriptor.IotlbPages(Domain(edit.Tree), new(edit.Page), 0));
            return;
        }
        int at = bench.Unit.ExtendedCapability.IotlbOffset;
        bench.Write(at + VtdRegisters.InvalidateAddress, edit.Page, 8);
        bench.Write(at + VtdRegisters.IotlbInvalidate, 1UL << 63 | 3UL << 60 | (ulong)Domain(edit.Tree) << 32, 8);
    }

    private static PciAddress Device(int device) => new(0, (byte)(device + 1), 0);

    private static ushort Domain(int tree) => (ushort)(tree + 7);
}
