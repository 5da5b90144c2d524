using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Guest RAM against the ledger, which was written down outside the machine: every byte, at any moment.</summary>
public class GuestRamTests
{
    [Theory]
    [InlineData("load-guest")]
    [InlineData("run-guest")]
    [InlineData("keep-01-00.0")]
    [InlineData("jump")]
    [InlineData("relocate-kernel")]
    [InlineData("boot-memory-b")]
    [InlineData("resume-vcpus")]
    [InlineData("guest-goes-on")]
    public void Every_byte_of_guest_RAM_is_what_the_ledger_says(string step)
    {
        var platform = Runs.Intended.At(step).Machine.Platform;
        var expected = platform.Ledger.Expected(platform.Memory.Ram, Runs.Region);
        var blocks = Blocks(Runs.Intended.At(step));
        Assert.Equal(256, blocks.Length);
        foreach (var block in blocks) Assert.Empty(platform.Memory.ChangedWords(expected, block));
        Assert.All(platform.Ledger.Fills, fill => Assert.All(Parts(fill.Range), part => Assert.Contains(blocks, block => block.Contains(part))));
    }

    /// <summary>The test above would pass with an empty ledger over empty memory.</summary>
    [Fact]
    public void The_ledger_holds_the_guests_image_heartbeats_and_payloads()
    {
        var last = Runs.Intended.Moments[^1];
        var ledger = last.Machine.Platform.Ledger;
        Assert.NotEmpty(ledger.Fills);
        var blocks = Blocks(last);
        var stamps = ledger.Stamps.Where(stamp => Runs.Region.Contains(new PhysicalAddress(stamp.Key))).ToArray();
        Assert.All(stamps, stamp => Assert.Contains(blocks, block => block.Contains(new PhysicalAddress(stamp.Key))));
        Assert.Contains(stamps, stamp => stamp.Value.Tag == DmaPayload.DeviceTag && stamp.Value.Writer == Runs.Assigned.SourceId);
        for (ulong processor = 0; processor < 4; processor++)
        {
            var page = new PhysicalRange(blocks[0].Start + GuestLayout.HeartbeatPage((int)processor), ByteCount.Page);
            Assert.Contains(stamps, stamp => page.Contains(new PhysicalAddress(stamp.Key)) && stamp.Value.Tag == DmaPayload.ProcessorTag && stamp.Value.Writer == processor);
        }
    }

    [Fact]
    public void A_single_byte_that_differs_is_found()
    {
        var place = Blocks(Runs.Intended.Moments[^1])[17].Start + new ByteCount(12345);
        var machine = Runs.Intended.Poke("guest-goes-on", memory => memory.TryWrite(place, [0x5a]));
        var expected = machine.Platform.Ledger.Expected(machine.Platform.Memory.Ram, Runs.Region);
        var found = Assert.Single(Blocks(Runs.Intended.Moments[^1]).SelectMany(block => machine.Platform.Memory.ChangedWords(expected, block)));
        Assert.Equal(new PhysicalRange(place.AlignDown(new(8)), new(8)), found);
    }

    [Fact]
    public void The_guests_heartbeats_go_on_where_they_stopped()
    {
        var paused = Runs.Intended.At("pause-vcpus").Machine.Vmm!.Processors;
        var restored = Runs.Intended.At("restore-vm").Machine.Vmm!.Processors;
        Assert.Equal(4, paused.Length);
        Assert.Equal(paused.Select(processor => processor.Sequence), restored.Select(processor => processor.Sequence));
        Assert.All(paused, processor => Assert.True(processor.Sequence > 1 && !processor.Running));
        Assert.All(Runs.Intended.Moments[^1].Machine.Vmm!.Processors, processor => Assert.True(processor.Running && processor.Sequence > paused[0].Sequence));
    }

    [Fact]
    public void The_guest_rests_in_the_blackout_alone()
    {
        int started = Runs.Intended.At("start-vcpus").Step.Index;
        int paused = Runs.Intended.At("pause-vcpus").Step.Index;
        int resumed = Runs.Intended.At("resume-vcpus").Step.Index;
        Assert.All(Runs.Intended.Moments, moment => Assert.Equal(
            moment.Step.Index >= started && !(moment.Step.Index >= paused && moment.Step.Index < resumed),
            moment.Machine.Vmm is { GuestRuns: true }));
        Assert.All(Runs.Intended.Moments, moment => Assert.Equal(moment.Step.Index >= paused && moment.Step.Index <= resumed, moment.Step.InBlackout));
    }

    private static PhysicalRange[] Blocks(Moment moment)
    {
        var medium = new PkernfsReader(moment.Machine.Platform.Memory, Runs.Region);
        return [.. medium.FileBlocks(medium.Lookup("/guest-ram")!).Select(medium.BlockBytes)];
    }

    private static IEnumerable<PhysicalRange> Parts(PhysicalRange range)
    {
        for (var at = range.Start; at < range.End; at += ByteCount.Page) yield return new(at, ByteCount.Page);
    }
}
