using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Every byte that changes has someone who changed it; nothing else changes.</summary>
public class ByteTests
{
    /// <summary>Word by word over all of memory: what a step says that it touched, and what devices and vCPUs wrote meanwhile by the ledger, is all there is.</summary>
    [Fact]
    public void Every_change_is_told_by_its_step_or_by_the_ledger()
    {
        for (int i = 1; i < Runs.Intended.Moments.Length; i++)
        {
            var (before, after) = (Runs.Intended.Moments[i - 1], Runs.Intended.Moments[i]);
            var told = Told(before, after);
            foreach (var change in after.Machine.Platform.Memory.ChangedWords(before.Machine.Platform.Memory))
                Assert.True(IsCovered(change, told), $"{after.Step.Id} changed {change}, and does not tell.");
        }
    }

    /// <summary>Between two kernels the region is nobody's: only the assigned device writes there.</summary>
    [Fact]
    public void From_the_jump_until_the_next_kernel_looks_the_region_changes_by_the_device_alone()
    {
        var (jump, found) = (Runs.Intended.At("jump"), Runs.Intended.At("boot-memory-b"));
        PhysicalRange[] landings =
        [
            .. from moment in Runs.Intended.Moments
               where moment.Step.Index > jump.Step.Index && moment.Step.Index <= found.Step.Index
               from landing in moment.Dma(Runs.Assigned).Landings
               select new PhysicalRange(landing, new(64)),
        ];
        PhysicalRange[] changes = [.. found.Machine.Platform.Memory.ChangedWords(jump.Machine.Platform.Memory, Runs.Region)];
        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.Contains(landings, landing => landing.Contains(change)));
        var ledger = found.Machine.Platform.Ledger;
        Assert.All(changes, change => Assert.True(ledger.Stamps[change.Start.AlignDown(new(64)).Value].IsAt(found.Machine.Platform.Memory, change.Start.AlignDown(new(64)))));
    }

    [Fact]
    public void Freed_and_abandoned_frames_keep_their_bytes()
    {
        var (before, jump) = (Runs.Intended.Before("jump"), Runs.Intended.At("jump"));
        var ephemeral = before.Machine.Kernel!.Pages.Allocations;
        Assert.Null(jump.Machine.Kernel);
        Assert.True(ephemeral.Length > 100);
        Assert.All(ephemeral, allocation => Assert.Empty(jump.Machine.Platform.Memory.ChangedRuns(before.Machine.Platform.Memory, allocation.Range)));
        Assert.Contains(ephemeral, allocation => jump.Machine.Platform.Memory.ResidentRuns(allocation.Range).Any());
    }

    [Fact]
    public void The_next_kernel_overwrites_memory_of_the_former_one()
    {
        var former = Runs.Intended.Before("jump").Machine.Kernel!;
        var (before, after) = (Runs.Intended.At("relocate-kernel").Machine.Platform.Memory, Runs.Intended.At("boot-memory-b").Machine.Platform.Memory);
        var lost = former.Pages.Allocations.Where(allocation => after.ChangedRuns(before, allocation.Range).Any()).ToArray();
        Assert.Contains(lost, allocation => allocation.Kind == OwnerClass.KernelData);
        Assert.Contains(lost, allocation => allocation.Kind == OwnerClass.Vmm);
        Assert.All(lost, allocation => Assert.False(allocation.Range.Overlaps(Runs.Region)));
    }

    /// <summary>What a step and the ledger tell, in whole words, by address, neighbours joined.</summary>
    private static List<PhysicalRange> Told(Moment before, Moment after)
    {
        var (former, stamps) = (before.Machine.Platform.Ledger.Stamps, after.Machine.Platform.Ledger.Stamps);
        var stamped = stamps.Where(stamp => !former.TryGetValue(stamp.Key, out var old) || old != stamp.Value).Select(stamp => new PhysicalRange(new(stamp.Key), new(64)));
        var touched = after.Step.Touched.Select(range => PhysicalRange.FromTo(range.Start.AlignDown(new(8)), range.End.AlignUp(new(8))));
        var joined = new List<PhysicalRange>();
        foreach (var range in touched.Concat(stamped).Order())
        {
            if (joined.Count > 0 && range.Start <= joined[^1].End)
                joined[^1] = PhysicalRange.FromTo(joined[^1].Start, range.End > joined[^1].End ? range.End : joined[^1].End);
            else
                joined.Add(range);
        }
        return joined;
    }

    private static bool IsCovered(PhysicalRange change, List<PhysicalRange> told)
    {
        int index = told.BinarySearch(new(change.Start, new(ulong.MaxValue)));
        int before = (index < 0 ? ~index : index) - 1;
        return before >= 0 && told[before].Contains(change);
    }
}
