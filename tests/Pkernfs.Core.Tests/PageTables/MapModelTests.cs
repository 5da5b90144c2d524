using CsCheck;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

/// <summary>Random maps and unmaps against a plain list of leaves.</summary>
public class MapModelTests
{
    private const ulong PagesIn2MiB = 512;
    private const ulong PagesIn1GiB = 512 * 512;

    private sealed record Operation(bool IsMap, ulong Window, ulong Page, ulong Count, ulong OutputPage, AccessRights Rights);

    private sealed record Leaf(ulong Page, ulong Count, ulong OutputPage, AccessRights Rights);

    /// <summary>Ranges of a few pages up to some tables' worth, now and then around whole gigabytes with outputs that allow the largest leaves.</summary>
    private static Gen<Operation> Operations(int windows, int maxLeafLevel)
    {
        var small = Gen.Select(Gen.ULong[0, 3 * PagesIn2MiB], Gen.ULong[1, 2 * PagesIn2MiB], Gen.ULong[0, 1UL << 20]);
        ulong unit = maxLeafLevel == 3 ? PagesIn1GiB : PagesIn2MiB;
        var large = Gen.Select(Gen.ULong[0, 3], Gen.ULong[0, 2], Gen.ULong[1, 2], Gen.ULong[0, 7])
            .Select((start, before, count, output) => (start * unit + PagesIn2MiB - before, count * unit + before, (output + 1) * PagesIn1GiB + start * unit + PagesIn2MiB - before));
        return Gen.Select(Gen.Bool, Gen.ULong[0, (ulong)windows - 1], Gen.OneOf(small, large), Gen.Int[1, 3])
            .Select((isMap, window, range, rights) => new Operation(isMap, window, range.Item1, range.Item2, range.Item3, (AccessRights)rights));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    [InlineData(5, 3)]
    public void Second_stage_tables_say_what_was_mapped(int levels, int maxLeafLevel) =>
        Agree<SecondStage, Iova>(levels, maxLeafLevel, [0, (1UL << (12 + (9 * levels))) - (1UL << 34), levels > 3 ? 0x7f_8000_0000UL : 0x10_0000_0000], AccessRights.None);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(5, 2)]
    [InlineData(5, 3)]
    public void X86_tables_say_what_was_mapped(int levels, int maxLeafLevel) =>
        Agree<X86Paging, VirtualAddress>(levels, maxLeafLevel, [0, 0x7ff8_0000_0000, 0xffff_8000_0000_0000, 0xffff_fff0_0000_0000], AccessRights.Read);

    private static void Agree<TFormat, TInput>(int levels, int maxLeafLevel, ulong[] windows, AccessRights always)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        Operations(windows.Length, maxLeafLevel).Array[1, 8].Sample(
            operations =>
            {
                var tree = new Tree<TFormat, TInput>(levels);
                var model = new SortedDictionary<ulong, Leaf>();
                foreach (var operation in operations)
                {
                    var one = operation with { Page = operation.Page + (windows[operation.Window] >> 12), Rights = operation.Rights | always };
                    Apply(tree, model, one, maxLeafLevel);
                    Compare(tree, model);
                }
                foreach (var leaf in model.Values) Assert.True(tree.Unmap(leaf.Page << 12, leaf.Count << 12).Succeeded);
                Assert.Empty(tree.Pages.Out);
                Assert.True(tree.Memory.IsZeroPage(tree.Root.Table));
            },
            iter: 40);
    }

    private static void Apply<TFormat, TInput>(Tree<TFormat, TInput> tree, SortedDictionary<ulong, Leaf> model, Operation operation, int maxLeafLevel)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        ulong end = operation.Page + operation.Count;
        var touched = model.Values.Where(leaf => leaf.Page < end && leaf.Page + leaf.Count > operation.Page).ToList();
        if (operation.IsMap)
        {
            var result = tree.Map(operation.Page << 12, operation.OutputPage << 12, operation.Count << 12, operation.Rights, maxLeafLevel);
            Assert.Equal(touched.Count == 0, result.Succeeded);
            if (!result.Succeeded) return;
            for (ulong page = operation.Page; page < end;)
            {
                ulong output = operation.OutputPage + (page - operation.Page);
                ulong size = Fits(PagesIn1GiB) && maxLeafLevel == 3 ? PagesIn1GiB : Fits(PagesIn2MiB) && maxLeafLevel >= 2 ? PagesIn2MiB : 1;
                model.Add(page, new(page, size, output, operation.Rights));
                page += size;

                bool Fits(ulong pages) => page % pages == 0 && output % pages == 0 && end - page >= pages;
            }
            return;
        }
        bool partly = touched.Any(leaf => leaf.Page < operation.Page || leaf.Page + leaf.Count > end);
        var unmapped = tree.Unmap(operation.Page << 12, operation.Count << 12);
        Assert.Equal(!partly, unmapped.Succeeded);
        if (partly) return;
        Assert.Equal((ulong)touched.Sum(leaf => (long)leaf.Count) << 12, unmapped.Unmapped.Value);
        foreach (var leaf in touched) model.Remove(leaf.Page);
    }

    private static void Compare<TFormat, TInput>(Tree<TFormat, TInput> tree, SortedDictionary<ulong, Leaf> model)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        var leaves = tree.Leaves();
        Assert.Equal(
            model.Values.Select(leaf => new LeafRun<TInput>(TInput.At(leaf.Page << 12), new(leaf.OutputPage << 12), new(leaf.Count << 12), new(leaf.Count << 12), leaf.Rights)),
            leaves);
        Assert.Equal(Folded(leaves), tree.Leaves(fold: true));
        Assert.Equal(tree.Pages.Out.Append(tree.Root.Table).Order(), tree.Tables().Select(table => table.Address).Order());
        foreach (var leaf in Ends(model.Values))
        {
            foreach (var access in (AccessKind[])[AccessKind.Read, AccessKind.Write])
            {
                ulong last = ((leaf.Page + leaf.Count) << 12) - 1;
                var walk = tree.Walk(last, access);
                Assert.Equal(leaf.Rights.Allow(access) ? WalkOutcome.Translated : WalkOutcome.NotPermitted, walk.Outcome);
                if (walk.Outcome != WalkOutcome.Translated) continue;
                Assert.Equal(((leaf.OutputPage + leaf.Count) << 12) - 1, walk.Physical.Value);
                Assert.Equal(leaf.Count << 12, walk.PageSize.Value);
            }
            if (!model.ContainsKey(leaf.Page + leaf.Count)) Assert.NotEqual(WalkOutcome.Translated, tree.Walk(unchecked((leaf.Page + leaf.Count) << 12)).Outcome);
        }
    }

    /// <summary>The leaves where something begins or ends: the others are like them.</summary>
    private static IEnumerable<Leaf> Ends(IReadOnlyCollection<Leaf> leaves) =>
        leaves.Where((_, index) => index % 97 == 0 || index == leaves.Count - 1);

    private static List<LeafRun<TInput>> Folded<TInput>(List<LeafRun<TInput>> leaves)
        where TInput : struct, IAddress<TInput>
    {
        var folded = new List<LeafRun<TInput>>();
        foreach (var leaf in leaves)
        {
            bool joins = folded.Count > 0
                && folded[^1].Input.Value + folded[^1].Length.Value == leaf.Input.Value
                && folded[^1].Output.Value + folded[^1].Length.Value == leaf.Output.Value
                && (folded[^1].PageSize, folded[^1].Rights) == (leaf.PageSize, leaf.Rights);
            if (joins) folded[^1] = folded[^1] with { Length = folded[^1].Length + leaf.Length };
            else folded.Add(leaf);
        }
        return folded;
    }
}
