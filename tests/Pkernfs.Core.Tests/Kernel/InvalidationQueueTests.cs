using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Kernel;

public class InvalidationQueueTests
{
    [Fact]
    public void The_wait_status_has_a_frame_of_its_own_wherever_it_is()
    {
        var (hardware, kernel) = BeforeTheQueue();
        var pages = kernel.State.Pages;
        Assert.True(pages.TryPage(OwnerClass.KernelData, "probe", out var next, out _));
        var neighbour = new PhysicalRange(next + ByteCount.Page, ByteCount.Page);
        kernel.State = kernel.State with { Pages = pages.Reserve(neighbour, OwnerClass.KernelData, "someone else's") };
        var before = hardware.Memory.Seal();

        var driver = new IommuDriver(kernel);
        Assert.True(driver.TryStartQueue());
        driver.WriteRootTableAddress();
        driver.SetRootTablePointer();

        Assert.Equal(next, kernel.State.Iommu.Queue);
        Assert.NotEqual(neighbour.Start, kernel.State.Iommu.WaitStatus);
        Assert.Equal("invalidation wait status", kernel.State.Pages.At(kernel.State.Iommu.WaitStatus)!.Label);
        Assert.Empty(hardware.Memory.Seal().ChangedRuns(before, neighbour));
        Assert.True(hardware.Memory.TryReadWord(kernel.State.Iommu.WaitStatus, out ulong done));
        Assert.Equal(2UL, done);
    }

    [Fact]
    public void Without_a_queue_nothing_is_written_and_the_log_says_so()
    {
        var (hardware, kernel) = BeforeTheQueue();
        var before = hardware.Memory.Seal();
        new IommuDriver(kernel).SetRootTablePointer();
        Assert.True(hardware.Memory.Seal().SameBytes(before));
        Assert.Contains("DMAR: no invalidation queue was set up, so cached translations stay.", kernel.State.Log);
    }

    private static (PlatformWriter Hardware, KernelContext Kernel) BeforeTheQueue()
    {
        var machine = Runs.Intended.At("create-root-tables").Machine;
        var hardware = new PlatformWriter(machine.Platform);
        return (hardware, new KernelContext(hardware, machine.Kernel!, PkernfsOptions.Intent));
    }
}
