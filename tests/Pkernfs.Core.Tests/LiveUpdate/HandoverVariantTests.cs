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
}
