using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class BytesSinceTests
{
    private static readonly Moment before = ExampleRun.At("run-guest"), after = ExampleRun.At("guest-goes-on");

    private static BytesSince Since(PhysicalRange range) => BytesSince.Between(after.Machine.Platform.Memory, before, range);

    private static PhysicalRange FirstChangedPage => new(after.Machine.Platform.Memory.ChangedRuns(before.Machine.Platform.Memory, ExampleRun.Region).First().Start, ByteCount.Page);

    [Fact]
    public void APagesWordsAreToldThenAndNow()
    {
        var since = Since(FirstChangedPage);
        Assert.Contains($"from the end of step {before.Step.Index + 1}, \"{before.Step.Title}\".", since.Sentence, StringComparison.Ordinal);
        Assert.InRange(since.Words.Length, 1, BytesSince.MostWords);
        Assert.All(since.Words, word =>
        {
            Assert.True(before.Machine.Platform.Memory.TryReadWord(word.Address, out ulong then));
            Assert.True(after.Machine.Platform.Memory.TryReadWord(word.Address, out ulong now));
            Assert.Equal((then, now), (word.Then, word.Now));
            Assert.NotEqual(then, now);
        });
    }

    [Fact]
    public void WhatIsTheSameIsSaidToBe()
    {
        var former = before.Machine.Platform.Memory;
        var calm = FirstChangedPage.Start;
        while (after.Machine.Platform.Memory.ChangedRuns(former, new(calm, ByteCount.Page)).Any()) calm += ByteCount.Page;
        var since = Since(new(calm, ByteCount.Page));
        Assert.StartsWith("The same bytes as at", since.Sentence, StringComparison.Ordinal);
        Assert.Empty(since.Words);
    }

    [Fact]
    public void MoreThanAPageIsToldInPages()
    {
        var since = Since(ExampleRun.Region);
        Assert.Matches("^[0-9,]+ of its 262,144 pages differ from the end of step", since.Sentence);
        Assert.Empty(since.Words);
    }
}
