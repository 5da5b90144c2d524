using System.Collections.Immutable;
using Bunit;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.Inspection;
using Pkernfs.Web.Components.Translation;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Translation;

/// <summary>The tree of a domain of 16.8 M leaves: what is drawn and listed follows the screen, what is read follows what was unfolded.</summary>
public sealed class LargeDomainTreeTests
{
    private static readonly LargeDomain large = LargeDomain.Instance;
    private static readonly PciAddress nic = new(1, 0, 0);

    [Fact]
    public void FromTheTopTableDownToASingleEntryEachTableIsReadAsItIsUnfolded()
    {
        var read = new ReadPages(large.Memory);
        var domain = TranslationDomain.Read(read, large.Root, large.Limits, null);
        read.Pages.Clear();
        var top = new TableOutline(nic, domain).Top(3);
        Assert.Empty(read.Pages);
        var third = Assert.Single(Unfold(top));
        Assert.StartsWith("Entry 0: level 3 table at", third.Words, StringComparison.Ordinal);
        var folded = Assert.Single(Unfold(third));
        Assert.Equal("Entries 0 to 63: 64 tables", folded.Words);
        var middle = Unfold(folded)[40];
        var leaves = Unfold(Assert.Single(Unfold(middle)));
        Assert.Equal(512, leaves.Length);
        var run = Assert.Single(Unfold(leaves[7]));
        Assert.StartsWith("Entries 0 to 511: 512 leaves of 4 KiB from 0x", run.Words, StringComparison.Ordinal);
        var single = Unfold(run)[5];
        var iova = new Iova((40UL << 30) + (7 << 21) + 0x5000);
        Assert.Equal($"Entry 5: iova {iova} to {large.OutputOf(iova)}, 4 KiB, RW", single.Words);
        Assert.Equal(new Selection.Entry(TableKind.SecondStage1, large.Leaves[(40 * 512) + 7], 5), single.Select);
        Assert.False(single.Folds);
        // Four tables lie on the way; no other is read.
        Assert.InRange(read.Pages.Count, 1, 4);
    }

    [Fact]
    public void RunsAreReadOnWindowByWindowAndUnfoldToLeaves()
    {
        var domain = TranslationDomain.Read(large.Memory, large.Root, large.Limits, null);
        var runs = new RunOutline(nic, domain);
        var more = Assert.Single(runs.More(3));
        Assert.Equal($"More runs, from iova {domain.Beyond} on", more.Words);
        var next = Unfold(more);
        Assert.Equal(257, next.Length);
        Assert.StartsWith("More runs, from iova", next[^1].Words, StringComparison.Ordinal);
        var leaves = Unfold(next[0]);
        Assert.Equal(512, leaves.Length);
        Assert.All(leaves, leaf => Assert.False(leaf.Folds));
        Assert.Equal(new Selection.DeviceAddress(nic, domain.Beyond!.Value + new ByteCount(511 << 12)), leaves[511].Select);
    }

    [Fact]
    public void ALongRunUnfoldsByTheTablesThatHoldIt()
    {
        var domain = TranslationDomain.Read(large.Memory, large.Root, large.Limits, null);
        var run = new TranslationRun(new(new(0x3fe00000), ByteCount.FromGiB(3)), new(0x1000000000), ByteCount.Page, Core.PageTables.AccessRights.ReadWrite);
        var gibibytes = Unfold(new RunOutline(nic, domain).Item(run, 3));
        Assert.Equal(4, gibibytes.Length);
        Assert.StartsWith("iova 0x3fe00000, 2 MiB in pages of 4 KiB, RW, to 0x1000000000", gibibytes[0].Words, StringComparison.Ordinal);
        Assert.Equal(512, Unfold(gibibytes[0]).Length);
        var tables = Unfold(gibibytes[1]);
        Assert.Equal((512, 512), (tables.Length, Unfold(tables[3]).Length));
        Assert.StartsWith("iova 0x40601000, 4 KiB in pages of 4 KiB, RW, to 0x1000801000", Unfold(tables[3])[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AWalkShowsTheTablesThatItPassesHoweverFarDown()
    {
        var iova = new Iova(0xb3b7d4000);
        var scene = TranslationLayout.Of(View(iova));
        var table = scene.Nodes.Single(node => node.Key == $"table:{nic}:1");
        Assert.Equal(new Selection.Frame(large.Leaves[iova.Value >> 21].Frame), table.Select);
        Assert.Equal("L1, 1 of 32768", table.Title);
        Assert.Equal((int)(iova.Value >> 12) & 511, table.Strip!.Walked);
        Assert.Contains(table.Rows, row => row.IsLit && row.Left == $"[{(iova.Value >> 12) & 511}]");
        Assert.InRange(scene.Nodes.Sum(node => 1 + node.Rows.Length), 1, 80);
        Assert.InRange(scene.Nodes.Sum(node => node.Strip?.Parts.Length ?? 0), 4, 4 * 128);
    }

    [Fact]
    public async Task TheListHasInThePageWhatIsInView()
    {
        await using var context = new ExplorerContext();
        var list = context.Render<TranslationList>(set => set.Add(one => one.Items, TranslationOutline.Of(View(null))).Add(one => one.IsShown, true));
        var rows = list.FindAll("[role=treeitem]");
        // Over a thousand runs are open.
        Assert.InRange(rows.Count, 1, 130);
    }

    [Theory]
    [InlineData(0x1000UL)]
    [InlineData(0xb3b7d4000UL)]
    public void AnAddressIsOneWayDownWhateverTheSize(ulong iova)
    {
        var read = new ReadPages(large.Memory);
        var domain = TranslationDomain.Read(read, large.Root, large.Limits, null);
        read.Pages.Clear();
        var path = new TableOutline(nic, domain).PathTo(TranslationWalk.Of(large.On(ExampleRun.At("jump").Machine.Platform), nic, new(iova)))!;
        Assert.InRange(read.Pages.Count, 0, 4);
        Assert.Equal($"table:{nic}:4:{iova >> 39}:{(iova >> 30) & 511}:{(iova >> 21) & 511}:{(iova >> 12) & 511}", path.Key);
    }

    [Fact]
    public async Task AWalkedAddressIsUnfoldedInTheList()
    {
        var iova = new Iova(0xb3b7d4000);
        var view = View(iova);
        await using var context = new ExplorerContext();
        context.JSInterop.SetupModule("/js/tree.js").Mode = JSRuntimeMode.Loose;
        var list = context.Render<TranslationList>(set => set
            .Add(one => one.Items, [.. TranslationOutline.Of(view).Where(item => item.Key == $"device:{nic}").Select(item => item with { Children = [.. item.Children.Where(child => child.Key == $"tables:{nic}")] })])
            .Add(one => one.Path, TranslationOutline.PathToWalk(view)).Add(one => one.IsShown, true));
        list.WaitForAssertion(() => context.JSInterop.VerifyInvoke("goToRow"));
        var arguments = context.JSInterop.Invocations["goToRow"].Single().Arguments;
        Assert.Equal(true, arguments[2]);
        Assert.Equal(
            $"translation-item-table-01-00-0-4-{iova.Value >> 39}-{(iova.Value >> 30) & 511}-{(iova.Value >> 21) & 511}-{(iova.Value >> 12) & 511}",
            list.Find("[role=tree]").GetAttribute("data-current"));
    }

    private static ImmutableArray<OutlineItem> Unfold(OutlineItem item) => item.Unfold!();

    private static TranslationView View(Iova? walked)
    {
        var machine = ExampleRun.At("jump").Machine;
        var platform = large.On(machine.Platform);
        var tree = TranslationTree.Of(platform, [nic]);
        var sides = TranslationSides.Of(machine with { Platform = platform }, tree);
        return new(tree, sides, ExampleRun.Inspection.Timeline.Plan.Devices, nic, null, [], NumberedChanges.None,
            walked is { } iova ? TranslationWalk.Of(platform, nic, iova) : null, ImmutableDictionary<PciAddress, string>.Empty);
    }
}
