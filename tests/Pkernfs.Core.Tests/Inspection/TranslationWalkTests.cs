using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using static Pkernfs.Core.Tests.Inspection.TranslationRuns;

namespace Pkernfs.Core.Tests.Inspection;

public sealed class TranslationWalkTests
{
    [Theory]
    [InlineData("run-guest", 0xa3b7d40UL)]
    [InlineData("run-guest", 0xa0000UL)]
    [InlineData("run-guest", 0xffffffffffffUL)]
    [InlineData("jump", 0x1000UL)]
    [InlineData("power-on", 0x1000UL)]
    public void AWalkIsWhatTheUnitSaysOfTheTables(string step, ulong iova)
    {
        var platform = PlatformAt(step);
        var walk = TranslationWalk.Of(platform, Nic, new(iova), AccessKind.Read);
        var unit = platform.Unit.Walk(platform.Memory, Nic, new(iova), AccessKind.Read);
        Assert.Equal((unit.Outcome, unit.Physical, unit.Fault), (walk.ByMemory.Outcome, walk.ByMemory.Physical, walk.ByMemory.Fault));
        Assert.Equal(unit.Path, walk.ByMemory.Path);
    }

    [Fact]
    public void AFaultIsSaidWithItsCodeAndTheEntry() =>
        Assert.Equal("00:03.0 iova 0xffff7d00: blocked, fault 0x2, context entry not present (context entry of 00:03.0).", TranslationWalk.Of(PlatformAt("jump"), Disk, new(0xffff7d00)).Words());

    [Fact]
    public void ATranslatedAddressIsSaidWithLeafAndOwner() =>
        Assert.Equal("01:00.0 iova 0xa3b7d40: 0x10abb7d40 in /guest-ram, through a 2 MiB leaf, read and write.",
            TranslationWalk.Of(PlatformAt("set-iommu-b"), Nic, new(0xa3b7d40), Rfc.OwnershipAt(IndexOf("set-iommu-b"))).Words());

    [Fact]
    public void OffAndWithoutBusMasterIsSaid()
    {
        string words = TranslationWalk.Of(PlatformAt("power-on"), Nic, new(0x1000)).Words();
        Assert.Contains("translation is off", words, StringComparison.Ordinal);
        Assert.Contains("bus master is off", words, StringComparison.Ordinal);
    }

    [Fact]
    public void TheInterruptWindowIsNotMemory() =>
        Assert.Equal(DmaOutcome.Interrupt, TranslationWalk.Of(PlatformAt("run-guest"), Nic, VtdLimits.InterruptWindow.Start).ByMemory.Outcome);

    [Fact]
    public void WhatTheUnitRemembersAgainstMemoryIsSaid()
    {
        var platform = PlatformAt("run-guest");
        var cached = platform.Unit.Iotlb.First(entry => entry.DomainId == TranslationTree.Of(platform, [Nic]).Devices[0].Context!.Value.DomainId);
        var memory = platform.Memory.Write();
        var path = platform.Unit.Walk(platform.Memory, Nic, cached.Input, AccessKind.Read).Path;
        Assert.True(memory.TryWriteWord(path[^1].EntryAddress, 0));
        var walk = TranslationWalk.Of(platform with { Memory = memory.Seal() }, Nic, cached.Input);
        Assert.True(walk.Disagrees);
        Assert.Contains($"its caches still give {cached.Output}", walk.Words(), StringComparison.Ordinal);
    }
}
