using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Kexec HandOver with every way to find, every memory and every order together, layouts and formats by turns: the guest has its bytes and all four of its device's structures.</summary>
public class HandoverVariantTests
{
    public static TheoryData<Variants, HandoverVersion> Sets
    {
        get
        {
            var data = new TheoryData<Variants, HandoverVersion>();
            int count = 0;
            foreach (var discovery in Enum.GetValues<Discovery>())
            {
                foreach (var memory in (PersistentMemory[])[PersistentMemory.CarveOut, PersistentMemory.Dynamic])
                {
                    foreach (var order in Enum.GetValues<RestoreOrder>())
                    {
                        data.Add(new(discovery, memory, (VmmLayout)(count / 4 % 2), order), (HandoverVersion)(1 + ((count + (int)discovery) % 4)));
                        count++;
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_guest_has_all_that_it_had(Variants variants, HandoverVersion version)
    {
        var run = Runner.Run(VariantTests.Plan(KhoApproach.Name, variants) with { Handover = version });
        var jump = run.At("jump").Machine;
        Assert.Null((object?)jump.Kernel ?? jump.Vmm);
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        var restore = FullRestore.Of(new RunInspection(run))!;
        Assert.True(restore.IsFull);
        Assert.Equal(0, restore.Devices[0].Failed);
        var operation = run.OperationAfter("guest-goes-on");
        var platform = run.Moments[^1].Machine.Platform;
        var expected = platform.Ledger.Expected(platform.Memory.Ram, new(default, new(1UL << 40)));
        var frames = operation.Vmm!.Process.Memory.Frames(operation.Kernel!, operation.Vmm.Process.GuestRam)!;
        Assert.Equal(run.Plan.Guest.Memory, frames.Aggregate(default(ByteCount), (sum, range) => sum + range.Length));
        Assert.All(frames, range => Assert.Empty(platform.Memory.ChangedRuns(expected, range)));
    }

    /// <summary>Each step of a variant's own, or around one, left out, and each of its arguments given an awkward value, alone: the kernel may refuse, but comes into no state that its own code rules out.</summary>
    [Theory]
    [InlineData("discovery", "procfs-listing")]
    [InlineData("discovery", "reinjected-file")]
    [InlineData("restore-order", "mappings-first")]
    [InlineData("memory", "carve-out")]
    public void No_what_if_leads_to_a_bug_of_the_kernel(string key, string value)
    {
        Assert.True(VariantNames.TryRead(key, value, Variants.Default, out var variants));
        var run = Runner.Run(VariantTests.Plan(KhoApproach.Name, variants));
        string[] files = ["/", "//", "/guest", "/guest/", "guest/1", "/guest/ffffffffffffffff", "/guest/-1", "/guest/1/1", "/1", new('y', 255)];
        string[] numbers = ["0", "1", "2", "3", "0x10", "0xffffffffffffffff"];
        var usual = Approaches.Steps(HandoverRuns.Newest.Plan).Select(step => step.Id).ToHashSet();
        string[] around = ["retrieve-iommufd", "allocate-ioas-b", "map-low-memory-b", "open-device-b", "start-vmm-b", "allocate-hwpt-b", "switch-domain", "finish-session"];
        var own = Approaches.Steps(run.Plan).Where(step => !usual.Contains(step.Id) || around.Contains(step.Id) || step.Arguments.Any(argument => argument is { Name: "file", Kind: ArgumentKind.File }));
        var edits = own.SelectMany(step => step.Arguments
            .SelectMany(argument => (argument.Kind == ArgumentKind.File ? files : numbers).Select(PlanEdit (other) => new ChangeArgument(step.Id, argument.Name, other)))
            .Append(new SkipStep(step.Id)));
        foreach (var edit in edits)
        {
            var branch = Runner.Branch(run, run.Plan with { Edits = [edit] });
            Assert.DoesNotContain(branch.Moments, moment => moment.Step.Panic?.StartsWith("BUG", StringComparison.Ordinal) == true);
        }
    }
}
