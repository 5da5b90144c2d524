using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Scenes.Translation;

public sealed class TranslationGhostTests
{
    private static readonly PciAddress nic = new(1, 0, 0);
    private static readonly PciAddress disk = new(0, 3, 0);
    private static readonly Lazy<RunInspection> asPosted = new(() => new(Runner.Run(ScenarioLibrary.Load("pkernfs-rfc-as-posted").Scenario!.Plan)));

    public static TheoryData<bool, string> Devices => new() { { false, "01:00.0" }, { false, "00:03.0" }, { true, "01:00.0" }, { true, "00:03.0" } };

    [Fact]
    public void AVanishedRunIsAGhostBetweenItsFormerNeighbours()
    {
        var rows = Node(Example("unmap-rom"), "runs:01:00.0").Rows;
        Assert.Equal(["0x0", "0xa0000", "0xc0000", "0x100000", "0x200000"], rows.Select(row => row.Left));
        var ghost = Assert.Single(rows, row => row.Look == RowLook.Gone);
        Assert.Equal(("run:01:00.0:0xc0000", "64 \u00d7 4K  R", "\u22122"), (ghost.Key, ghost.Right, ghost.Change!.Badge));
    }

    [Fact]
    public void AGhostIsGoneAStepLater() => Assert.DoesNotContain(Node(Example("guest-goes-on"), "runs:01:00.0").Rows, row => row.Look == RowLook.Gone);

    [Fact]
    public void AClearedEntryTellsWhatItWasAndWhatItIsNow()
    {
        var row = Node(Example("zap-00-03.0"), "context:00").Rows.Single(row => row.Key == "entry:00:03.0");
        Assert.Equal((RowLook.Gone, "DID 7 4-lvl", "P = 0"), (row.Look, row.Right, row.Now));
    }

    [Fact]
    public void EntriesThatAreOnlyCountedLeaveAGhostToo()
    {
        var row = Node(Example("zap-host-functions"), "context:00").Rows.Single(row => row.Key == "context:00:absent");
        Assert.Equal((RowLook.Gone, "7 more", "P = 1", "P = 0"), (row.Look, row.Left, row.Right, row.Now));
    }

    [Fact]
    public void TablesOfAZappedDeviceAreAGhostWhereTheirBoxWas()
    {
        var was = Node(Example("pci-shutdown"), "domain:00:03.0");
        var ghost = Node(Example("zap-00-03.0"), "domain:00:03.0");
        Assert.Equal((NodeLook.Gone, was.X, was.Y, was.Width, "vanished"), (ghost.Look, ghost.X, ghost.Y, ghost.Width, ghost.Aside));
        Assert.Equal(was.Lines[0], ghost.Lines[0]);
    }

    [Fact]
    public void AsPostedTheWholePathOfTheAssignedDeviceIsAGhostInItsColumns()
    {
        var was = Draw(asPosted.Value, IndexOf(asPosted.Value, "zap-host-functions"), nic);
        var scene = Draw(asPosted.Value, IndexOf(asPosted.Value, "keep-01-00.0"), nic);
        foreach (string key in new[] { "table:01:00.0:4", "table:01:00.0:3", "table:01:00.0:2", "table:01:00.0:1", "runs:01:00.0" })
        {
            var (solid, ghost) = (Node(was, key), Node(scene, key));
            Assert.Equal((NodeLook.Gone, solid.X, solid.Y), (ghost.Look, ghost.X, ghost.Y));
            Assert.Equal(solid.Rows.Select(row => (row.Key, row.Left, row.Right)), ghost.Rows.Select(row => (row.Key, row.Left, row.Right)));
            Assert.Contains("vanished", ghost.Lines);
        }
    }

    [Fact]
    public void TheJumpLeavesGhostsOfTheProcessorsMappingAndTheKernelsRecords()
    {
        var (before, scene) = (Example("keep-01-00.0"), Example("jump"));
        var (cpu, ghost) = (Node(before, "cpu"), Node(scene, "cpu"));
        Assert.Equal((NodeLook.Gone, cpu.Title, cpu.X, "vanished"), (ghost.Look, ghost.Title, ghost.X, ghost.Aside));
        Assert.Equal(cpu.Lines, ghost.Lines);
        var record = Node(scene, "software:01:00.0");
        Assert.Equal((NodeLook.Gone, "iommu_domain of 01:00.0: id 9"), (record.Look, record.Title));
        Assert.StartsWith("vanished", record.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Example("relocate-kernel").Nodes, node => node.Look == NodeLook.Gone);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void EveryChangeHasAPlaceInThePictureAndThePictureNoOtherNumbers(bool posted, string focus)
    {
        var run = posted ? asPosted.Value : ExampleRun.Inspection;
        Assert.True(PciAddress.TryParse(focus, out var device));
        for (int index = 0; index < run.Timeline.Moments.Length; index++)
        {
            var reading = TranslationReading.Of(run, index);
            var listed = new NumberedChanges(reading.Changes).Rows;
            var drawn = Draw(run, index, device).Nodes.SelectMany(node => node.Rows.Select(row => row.Change).Append(node.Change)).OfType<SceneChange>().ToList();
            // GSTS stands in the pane's head.
            int head = reading.Changes.Count(change => change.Key == "gsts");
            Assert.Equal(listed.Skip(head).Select(row => row.Number), drawn.SelectMany(change => change.Numbers).Distinct().Order());
            Assert.All(drawn.Where(change => change.Mark == TranslationMark.Vanished), change => Assert.All(change.Numbers, number => Assert.Equal(TranslationMark.Vanished, listed[number - 1].Mark)));
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void GhostsFitThePaneAndCoverNothing(bool posted, string focus)
    {
        var run = posted ? asPosted.Value : ExampleRun.Inspection;
        Assert.True(PciAddress.TryParse(focus, out var device));
        for (int index = 0; index < run.Timeline.Moments.Length; index++)
        {
            var scene = Draw(run, index, device);
            string step = run.Timeline.Moments[index].Step.Id;
            Assert.True(scene is { Width: <= 826, Height: <= 205 }, $"{step} is {scene.Width} by {scene.Height}.");
            foreach (var (node, other) in scene.Nodes.SelectMany((node, i) => scene.Nodes.Skip(i + 1).Select(other => (node, other))))
                Assert.False(node.X < other.Right && other.X < node.Right && node.Y < other.Bottom && other.Y < node.Bottom, $"{step}: {node.Key} lies over {other.Key}.");
            foreach (var (note, node) in scene.Notes.SelectMany(note => scene.Nodes.Select(node => (note, node))))
                Assert.False(Covers(note, node), $"{step}: {note.Key} lies over {node.Key}.");
        }
    }

    [Fact]
    public void TheTreeInWordsTellsOfGhosts()
    {
        Assert.Contains(Words(ExampleRun.Inspection, "unmap-rom"), words => words.StartsWith("Vanished: iova 0xc0000, 256 KiB in pages of 4 KiB, R, to 0x1008c0000", StringComparison.Ordinal));
        Assert.Contains(Words(ExampleRun.Inspection, "jump"), words => words.StartsWith("Vanished: guest-ram at ", StringComparison.Ordinal));
        Assert.Contains(Words(asPosted.Value, "keep-01-00.0"), words => words.StartsWith("Context entry: P = 0; vanished: Context entry: DID 9", StringComparison.Ordinal));
        Assert.Contains(Words(asPosted.Value, "keep-01-00.0"), words => words.StartsWith("Vanished: 4 tables from 0x", StringComparison.Ordinal));
    }

    [Fact]
    public void PartsThatMovedWithAWholeShareItsNumber()
    {
        var changes = new NumberedChanges(TranslationReading.Of(ExampleRun.Inspection, ExampleRun.Step("attach-assigned")).Changes);
        Assert.Equal(Enumerable.Range(1, changes.Rows.Length), changes.Rows.Select(row => row.Number));
        var whole = changes.Of("domain:01:00.0")!;
        Assert.Equal((whole.Numbers[0], "+" + whole.Numbers[0]), (changes.Of("table:01:00.0:3")!.Numbers[0], changes.Of("table:01:00.0:3")!.Badge));
    }

    [Theory]
    [InlineData(TranslationMark.Appeared, new[] { 3 }, "+3")]
    [InlineData(TranslationMark.Vanished, new[] { 1 }, "\u22121")]
    [InlineData(TranslationMark.Changed, new[] { 2, 3, 4 }, "~2\u20134")]
    [InlineData(TranslationMark.Moved, new[] { 2, 9 }, "~2\u2026")]
    public void ABadgeSaysKindAndNumbers(TranslationMark mark, int[] numbers, string badge) => Assert.Equal(badge, new SceneChange(mark, [.. numbers]).Badge);

    private static bool Covers(SceneNote note, SceneNode node)
    {
        double right = note.X + note.Lines.Append(note.Title).Max(line => line.Length * TranslationSizes.NarrowCharacter);
        double bottom = note.Y + (note.Title.Length > 0 ? 14 : 0) + ((note.Lines.Length - 1) * TranslationSizes.Line);
        return note.X < node.Right && node.X < right && note.Y - 8 < node.Bottom && node.Y < bottom;
    }

    private static IEnumerable<string> Words(RunInspection run, string step)
    {
        return TranslationOutline.Of(View(run, IndexOf(run, step), nic)).SelectMany(Flatten);

        static IEnumerable<string> Flatten(OutlineItem item) => item.Children.SelectMany(Flatten).Prepend(item.Words);
    }

    private static SceneNode Node(TranslationScene scene, string key) => scene.Nodes.Single(node => node.Key == key);

    private static int IndexOf(RunInspection run, string step)
    {
        Assert.True(run.Timeline.TryFind(step, out var moment));
        return moment.Step.Index;
    }

    private static TranslationScene Example(string step) => Draw(ExampleRun.Inspection, ExampleRun.Step(step), nic);

    private static TranslationScene Draw(RunInspection run, int index, PciAddress focus) => TranslationLayout.Of(View(run, index, focus));

    private static TranslationView View(RunInspection run, int index, PciAddress focus)
    {
        var reading = TranslationReading.Of(run, index);
        return new(reading.Tree, reading.Sides, run.Timeline.Plan.Devices, focus, run.OwnershipAt(index), [], new(reading.Changes), null, reading.Blocked, reading.ProcessorEnded, reading.Before);
    }
}
