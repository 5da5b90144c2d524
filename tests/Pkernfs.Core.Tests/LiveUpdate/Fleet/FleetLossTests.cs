using Pkernfs.Core.Exploration;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate.Fleet;

/// <summary>What one guest loses is that guest's loss: the others go on, and a step says whose it is.</summary>
public class FleetLossTests
{
    private static RunTimeline Run => FleetRuns.Small;

    [Theory]
    [InlineData("mappings block of RAM", "start-vmm-b", "db: EIO: entry 0 of the mappings block of guest-ram-db")]
    [InlineData("mappings block of the saved state", "restore-vm", "db: The VM cannot be restored: EIO: entry 0 of the mappings block of vm-state-db")]
    [InlineData("the saved state", "restore-vm", "db: The VM cannot be restored: the saved VM state begins with")]
    [InlineData("page bitmap of its tables", "set-iommu-b", "db: ")]
    public void A_structure_of_one_guest_that_is_lost_harms_that_guest_alone(string structure, string step, string words)
    {
        var machine = Runs.Poke(Run.At("keep-assigned").Machine, memory => Assert.True(memory.TryFill(Place(structure), Core.Memory.Frame.Zero)));
        var moments = Run.GoOn("keep-assigned", machine);
        var first = moments.First(moment => !moment.Step.Problems.IsEmpty);
        Assert.Equal(step, first.Step.Id);
        Assert.StartsWith(words, first.Step.Problems[0], StringComparison.Ordinal);
        Assert.All(moments.SelectMany(moment => moment.Step.Problems), problem => Assert.StartsWith("db: ", problem, StringComparison.Ordinal));
        var last = moments[^1].Machine;
        Assert.All(Run.Plan.Guests.Skip(1), guest => Assert.True(last.VmmOf(guest) is { GuestRuns: true }));
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(new(1, 0, 0)).Counts.Failures()));
        foreach (var guest in Run.Plan.Guests.Skip(1))
        {
            var expected = last.Platform.Ledger.Expected(last.Platform.Memory.Ram, Run.Plan.Region());
            Assert.All(Run.RamOf(last, guest), range => Assert.Empty(last.Platform.Memory.ChangedRuns(expected, range)));
        }
    }

    [Fact]
    public void A_guests_files_that_are_gone_are_told_by_name()
    {
        var machine = Run.At("keep-assigned").Machine;
        var reader = Run.Medium(machine);
        // The list of the root directory goes newest first: without the oldest guest's RAM only that is gone.
        var files = reader.Files().Where(file => file.Path == "/guest-ram-db").ToArray();
        var name = reader.InodeBytes(Assert.Single(files).Inode.Number).Start + new ByteCount(PkernfsLayout.NameOffset);
        var moments = Run.GoOn("keep-assigned", Runs.Poke(machine, memory => memory.TryWrite(name, "lost"u8)));
        Assert.Equal(["db: /guest-ram-db is not in the filesystem: guest RAM is lost."], moments.First(moment => !moment.Step.Problems.IsEmpty).Step.Problems);
    }

    [Fact]
    public void A_crash_of_one_VMM_loses_its_guest_and_no_other()
    {
        var run = Runner.Branch(Run, FleetRuns.Edited("fault:crash-vmm@resume-vcpus"));
        var last = run.Moments[^1].Machine;
        Assert.Null(last.VmmOf(Run.Plan.Guests[0]));
        Assert.All(Run.Plan.Guests.Skip(1), guest => Assert.True(last.VmmOf(guest) is { GuestRuns: true }));
        int first = Runner.SharedSteps(Run, Approaches.Steps(run.Plan));
        var outcome = new Judge(Run).Of(run, first);
        Assert.False(outcome.GuestRuns);
        Assert.Equal(OutcomeKind.KernelRefuses, outcome.Kind);
        Assert.Contains("db is lost, nothing is corrupted", outcome.Sentence, StringComparison.Ordinal);
    }

    /// <summary>As <see cref="Tests.Faults.StrikeTests"/> has it for the built-in scenarios with one guest.</summary>
    [Fact]
    public void A_fault_that_strikes_a_host_of_several_guests_throws_at_no_step()
    {
        foreach (var fault in Catalogue<Fault>.All)
        {
            foreach (var moment in Run.Moments)
            {
                var operation = new Operation(Run.Plan, moment.Machine);
                fault.Strike(operation);
                operation.Seal();
            }
        }
    }

    [Fact]
    public void An_edit_reaches_the_guest_that_it_names()
    {
        var run = Runner.Branch(Run, FleetRuns.Edited("set:restore-vm:file-web=vm-state-idle"));
        Assert.Equal("web: The VM cannot be restored: the saved VM state is of a guest with 32 MiB, this one has 64 MiB.", Assert.Single(run.At("restore-vm").Step.Problems));
    }

    [Fact]
    public void The_memory_of_a_guest_is_called_by_its_name()
    {
        var inspection = new RunInspection(Run);
        int jump = Run.At("jump").Step.Index;
        var machine = Run.At("jump").Machine;
        foreach (var guest in Run.Plan.Guests)
            Assert.Equal("/" + guest.RamFile, inspection.OwnershipAt(jump).At(Run.RamOf(machine, guest)[0].Start)!.Label);
    }

    private static PhysicalRange Place(string structure)
    {
        var machine = Run.At("keep-assigned").Machine;
        var reader = Run.Medium(machine);
        PhysicalRange Mappings(string path) => reader.BlockBytes(reader.Lookup(path)!.MappingsBlock);
        return structure switch
        {
            "mappings block of RAM" => Mappings("/guest-ram-db"),
            "mappings block of the saved state" => Mappings("/vm-state-db"),
            "the saved state" => reader.BlockBytes(reader.FileBlocks(reader.Lookup("/vm-state-db")!)[0]),
            _ => new(Mappings("/iommu/dom-db").Start, ByteCount.Page),
        };
    }
}
