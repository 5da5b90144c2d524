using CsCheck;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Kernel;

/// <summary>Random requests against a set of taken pages: nothing is handed out twice, and what can be had is had.</summary>
public class PageAllocatorTests
{
    private const ulong Page = 4096;

    /// <summary>Two runs with a hole between, the second one beginning and ending amid a page.</summary>
    private static readonly PhysicalRange[] Usable = [new(new(4 * Page), new(40 * Page)), new(new((60 * Page) + 100), new(20 * Page))];

    private static readonly ulong[] AllPages = [.. Range(4, 40), .. Range(61, 19)];

    private static readonly Gen<(int Kind, ulong Length, int Alignment, ulong Near)[]> Requests =
        Gen.Select(Gen.Int[0, 4], Gen.ULong[1, 9], Gen.Int[0, 4], Gen.ULong[0, 85]).Array[1, 40];

    [Fact]
    public void Nothing_is_handed_out_twice_and_nothing_that_is_there_is_refused() => Requests.Sample(requests =>
    {
        var pages = PageAllocator.Over(Usable);
        var taken = new SortedSet<ulong>();
        foreach (var (kind, length, alignment, near) in requests)
        {
            if (kind == 0) pages = Free(pages, taken, near);
            else if (kind == 1) pages = TakePage(pages, taken);
            else pages = TakeRun(pages, taken, kind == 2, length, 1UL << alignment, near);
            Assert.Equal(taken, pages.Allocations.SelectMany(allocation => Range(allocation.Range.Start.Value / Page, allocation.Range.Length.PagesRoundedUp)));
            Assert.Equal((ulong)taken.Count, pages.AllocatedFrames);
            Assert.Equal(AllPages.Except(taken), pages.Gaps().SelectMany(gap => Range(gap.Start.Value / Page, gap.Length.Value / Page)));
            foreach (ulong page in AllPages) Assert.Equal(taken.Contains(page), pages.At(new((page * Page) + 7)) is not null);
        }
    });

    [Fact]
    public void Only_whole_frames_are_usable() =>
        Assert.Equal([new PhysicalRange(new(4 * Page), new(40 * Page)), new(new(61 * Page), new(19 * Page))], PageAllocator.Over(Usable).Usable);

    [Fact]
    public void What_is_taken_cannot_be_reserved()
    {
        var pages = PageAllocator.Over(Usable).Reserve(Pages(10, 4), OwnerClass.KernelData, "first");
        foreach (var range in (PhysicalRange[])[Pages(10, 4), Pages(9, 2), Pages(13, 2), Pages(11, 1), Pages(8, 10), new(new((9 * Page) + 1), new(Page))])
        {
            var refusal = Assert.Throws<KernelBugException>(() => pages.Reserve(range, OwnerClass.KernelData, "second"));
            Assert.Contains("first", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(2, pages.Reserve(Pages(14, 1), OwnerClass.KernelData, "beside").Allocations.Length);
    }

    [Fact]
    public void Reserving_what_is_free_leaves_the_rest_to_its_owner()
    {
        var pages = PageAllocator.Over(Usable).Reserve(Pages(10, 4), OwnerClass.KernelImage, "first").ReserveFree(Pages(8, 10), OwnerClass.KernelData, "second");
        Assert.Equal(["second", "first", "second"], pages.Allocations.Select(allocation => allocation.Label));
        Assert.Equal([Pages(8, 2), Pages(10, 4), Pages(14, 4)], pages.Allocations.Select(allocation => allocation.Range));
        Assert.Same(pages, pages.ReserveFree(Pages(9, 3), OwnerClass.KernelData, "third"));
    }

    [Fact]
    public void A_double_free_is_an_error()
    {
        var pages = PageAllocator.Over(Usable).Reserve(Pages(10, 4), OwnerClass.KernelData, "first");
        Assert.Throws<KernelBugException>(() => pages.Free(new(11 * Page)));
        var freed = pages.Free(new(10 * Page));
        Assert.Throws<KernelBugException>(() => freed.Free(new(10 * Page)));
        Assert.Single(pages.Allocations);
    }

    /// <summary>A process's tables are thousands of pages: one entry, of which each page can be freed or given to another owner.</summary>
    [Fact]
    public void Single_pages_of_one_purpose_are_one_run()
    {
        var pages = PageAllocator.Over(Usable);
        for (int i = 0; i < 5; i++) Assert.True(pages.TryPage(OwnerClass.EphemeralPageTable, "tables", out _, out pages!));
        Assert.True(pages.TryPage(OwnerClass.EphemeralPageTable, "other tables", out _, out pages!));
        Assert.Equal([Pages(4, 5), Pages(9, 1)], pages.Allocations.Select(allocation => allocation.Range));
        Assert.Equal(6UL, pages.Handed);
        Assert.True(pages.Begins(new(6 * Page)));
        Assert.False(pages.Begins(new((6 * Page) + 8)));

        var relabelled = pages.Relabel(new(6 * Page), OwnerClass.DomainPageTable, "given away");
        Assert.Equal(["tables", "given away", "tables", "other tables"], relabelled.Allocations.Select(allocation => allocation.Label));
        var freed = relabelled.Free(new(6 * Page));
        Assert.Equal([Pages(4, 2), Pages(7, 2), Pages(9, 1)], freed.Allocations.Select(allocation => allocation.Range));
        Assert.Throws<KernelBugException>(() => freed.Free(new(6 * Page)));
        Assert.Equal([Pages(7, 2), Pages(9, 1)], freed.FreeAll(freed.Allocations[0]).Allocations.Select(allocation => allocation.Range));
    }

    [Fact]
    public void Top_down_stays_below_its_limit()
    {
        var pages = PageAllocator.Over(Usable);
        Assert.True(pages.TryTopDown(new(3 * Page), ByteCount.Page, new(30 * Page), out var place));
        Assert.Equal(Pages(27, 3), place);
        Assert.False(pages.TryTopDown(new(3 * Page), ByteCount.Page, new(6 * Page), out _));
    }

    private static PageAllocator Free(PageAllocator pages, SortedSet<ulong> taken, ulong near)
    {
        if (pages.Allocations.IsEmpty) return pages;
        var allocation = pages.Allocations[(int)(near % (ulong)pages.Allocations.Length)];
        if (!allocation.IsPages)
        {
            taken.ExceptWith(Range(allocation.Range.Start.Value / Page, allocation.Range.Length.PagesRoundedUp));
            return pages.Free(allocation.Range.Start);
        }
        // Of a run of pages any one can be given back.
        ulong page = (allocation.Range.Start.Value / Page) + (near % allocation.Range.Length.PagesRoundedUp);
        taken.Remove(page);
        return pages.Free(new(page * Page));
    }

    private static PageAllocator TakePage(PageAllocator pages, SortedSet<ulong> taken)
    {
        bool got = pages.TryPage(OwnerClass.KernelData, "page", out var page, out var next);
        Assert.Equal(taken.Count < AllPages.Length, got);
        if (!got) return pages;
        Assert.Contains(page.Value / Page, AllPages);
        Assert.True(taken.Add(page.Value / Page));
        return next!;
    }

    private static PageAllocator TakeRun(PageAllocator pages, SortedSet<ulong> taken, bool topDown, ulong length, ulong alignment, ulong near)
    {
        var fitting = AllPages.Where(first => first % alignment == 0 && Range(first, length).All(page => AllPages.Contains(page) && !taken.Contains(page)));
        fitting = topDown ? fitting.Where(first => first + length <= near) : fitting.Where(first => first >= near);
        bool got = topDown
            ? pages.TryTopDown(new(length * Page), new(alignment * Page), new(near * Page), out var place)
            : pages.TryBottomUp(new(length * Page), new(alignment * Page), new(near * Page), out place);
        Assert.Equal(fitting.Any(), got);
        if (!got) return pages;
        Assert.Equal(topDown ? fitting.Max() : fitting.Min(), place.Start.Value / Page);
        taken.UnionWith(Range(place.Start.Value / Page, length));
        return pages.Reserve(place, OwnerClass.KernelData, "run");
    }

    private static PhysicalRange Pages(ulong first, ulong count) => new(new(first * Page), new(count * Page));

    private static IEnumerable<ulong> Range(ulong first, ulong count)
    {
        for (ulong i = 0; i < count; i++) yield return first + i;
    }
}
