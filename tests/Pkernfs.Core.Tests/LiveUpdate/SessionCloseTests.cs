using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Closing a session: before the jump it undoes what was handed over, after it it finishes.</summary>
public class SessionCloseTests
{
    public static TheoryData<HandoverVersion> Versions => [.. Enum.GetValues<HandoverVersion>()];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Closing_a_session_takes_all_of_it_out_of_the_record(HandoverVersion version)
    {
        var run = HandoverRuns.Of(version);
        var operation = new Operation(run.Plan, run.At("save-vm").Machine);
        Assert.Empty(new OrchestratorDriver(operation.Kernel!).CloseSessions());

        var before = run.At("create-session").Machine;
        var kernel = operation.Seal().Kernel!;
        Assert.Equal(Blocks(before.Kernel!, before.Platform.Memory), Blocks(kernel, operation.Seal().Platform.Memory));
        Assert.Empty(kernel.Orchestrator!.Sessions);
        Assert.Empty(kernel.Orchestrator.Shared);
        Assert.All(kernel.MemoryFiles, file => Assert.False(file.Frozen));
        Assert.All(kernel.Iommufds.SelectMany(context => context.Ioases), space => Assert.False(space.Frozen));
    }

    [Fact]
    public void What_was_undone_can_be_done_again_and_again()
    {
        var run = HandoverRuns.Newest;
        var operation = new Operation(run.Plan, run.At("save-vm").Machine);
        var kernel = operation.Kernel!;
        var luo = new OrchestratorDriver(kernel);
        var files = kernel.State.Orchestrator!.Sessions[0].Files;
        for (int round = 0; round < 3; round++)
        {
            luo.CloseSessions();
            Assert.True(luo.CreateSession("again").Succeeded);
            Assert.All(files, file => Assert.True(luo.Preserve("again", file.File, file.Token).Succeeded, file.Compatible));
            Assert.True(new IommuHandover(kernel).IsPreserved(Runs.Assigned));
            Assert.True(new PciHandover(kernel).IsOutgoing(Runs.Assigned));
        }
        var (usual, own) = (run.At("save-vm").Machine, operation.Seal());
        Assert.Equal(Blocks(usual.Kernel!, usual.Platform.Memory).Length, Blocks(own.Kernel!, own.Platform.Memory).Length);
    }

    /// <summary>A file that cannot be handed over leaves no shared data behind: the next kernel would find a list of units without any.</summary>
    [Fact]
    public void A_refused_file_leaves_no_shared_data()
    {
        var run = HandoverRuns.Newest;
        var operation = new Operation(run.Plan, run.At("preserve-guest-ram").Machine);
        Assert.False(new OrchestratorDriver(operation.Kernel!).Preserve("guest", new OpenVfioDevice(Runs.Assigned), 9).Succeeded);
        Assert.Empty(operation.Kernel!.State.Orchestrator!.Shared);
    }

    [Fact]
    public void A_frozen_session_outlives_its_owner_and_keeps_the_device_running()
    {
        var run = HandoverRuns.Newest;
        var operation = new Operation(run.Plan, run.At("freeze-sessions").Machine);
        new CrashVmm().Strike(operation);
        var after = operation.Seal();
        Assert.Null(after.Vmm);
        Assert.True(after.Platform.Functions[Runs.Assigned].BusMaster);
        Assert.Equal(4, after.Kernel!.Orchestrator!.Sessions[0].Files.Length);
    }

    [Fact]
    public void A_session_that_cannot_be_finished_holds_its_device_when_the_VMM_is_gone()
    {
        var run = HandoverRuns.Newest;
        var operation = new Operation(run.Plan, run.At("resume-vcpus").Machine);
        new CrashVmm().Strike(operation);
        var after = operation.Seal();
        Assert.True(after.Platform.Functions[Runs.Assigned].Running);
        Assert.False(after.Kernel!.Orchestrator!.Incoming!.Sessions!.Value[0].Finished);
    }

    private static PreservedBlock[] Blocks(KernelState kernel, Core.Memory.PhysicalMemory memory) =>
        [.. (kernel.Handover!.Version.HasRadix() ? PreservedRadix.Read(memory, kernel.Handover.Map).Blocks : [.. kernel.Handover.Tracked]).OrderBy(block => block.Address).ThenBy(block => block.Order)];
}
