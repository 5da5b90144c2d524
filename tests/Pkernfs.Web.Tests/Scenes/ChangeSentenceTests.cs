using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class ChangeSentenceTests
{
    private static string Change(string step) => MemoryScene.Of(ExampleRun.Inspection, ExampleRun.Step(step), MapLayers.All).Change;

    [Fact]
    public void TheJumpSaysWhatWentAndThatTheCarveOutStayed()
    {
        int index = ExampleRun.Step("jump");
        var went = OwnershipChange.Between(ExampleRun.Inspection.OwnershipAt(index - 1), ExampleRun.Inspection.OwnershipAt(index)).Where(change => change.Went);
        string size = SectionFacts.Size(RangeSet.Total(went.Select(change => change.Range)).Value);
        Assert.StartsWith($"Kernel A's {size} became stale; carve-out unchanged", Change("jump"), StringComparison.Ordinal);
    }

    [Fact]
    public void ABootSaysWhatItTook() =>
        Assert.Contains("kernel B took", Change("boot-memory-b"), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void AMapDiffersFromItselfNowhere()
    {
        var map = ExampleRun.Inspection.OwnershipAt(ExampleRun.Step("load-kernel-b"));
        Assert.Empty(OwnershipChange.Between(map, map with { Extents = [.. map.Extents] }));
    }

    [Fact]
    public void ChangesLieWithinTheMapsAndDiffer()
    {
        var (before, after) = (ExampleRun.Inspection.OwnershipAt(ExampleRun.Step("jump") - 1), ExampleRun.Inspection.OwnershipAt(ExampleRun.Step("jump")));
        foreach (var change in OwnershipChange.Between(before, after))
        {
            Assert.Equal(change.Before?.Label, before.At(change.Range.Start)?.Label);
            Assert.Equal(change.After?.Label, after.At(change.Range.Start)?.Label);
        }
    }
}
