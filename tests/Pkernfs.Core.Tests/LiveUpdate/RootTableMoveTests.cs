using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Between the copy of root and context tables and the moment at which the unit takes it there are two of each: what changes an entry then must change both.</summary>
public class RootTableMoveTests
{
    /// <summary>A host device that gets another domain in between is found in it by hardware at once, and after the pointer is set, too.</summary>
    [Theory]
    [InlineData("allocate-hwpt-b")]
    [InlineData("move-root-table")]
    [InlineData("use-own-root")]
    [InlineData("free-iommu-files")]
    public void A_new_domain_for_a_host_device_never_makes_it_fault(string after)
    {
        var plan = Runs.SaveRestore.Plan with { Edits = [new InjectFault("collide-domain-id", after)] };
        var run = Runner.Branch(Runs.SaveRestore, plan);
        int struck = run.At("fault-collide-domain-id").Step.Index;
        Assert.Empty(run.At("fault-collide-domain-id").Step.Problems);
        Assert.All(run.Moments.Skip(struck), moment => Assert.Equal(0, moment.Dma(Runs.Host).Counts.Failures()));
        Assert.True(run.Moments.Skip(struck).Sum(moment => moment.Dma(Runs.Host).Counts.Writes) > 0);
    }

    /// <summary>An entry that is cleared in between is gone for hardware, whichever root table it reads.</summary>
    [Theory]
    [InlineData("save-root-table", "use-saved-root")]
    [InlineData("move-root-table", "use-own-root")]
    public void An_entry_that_is_cleared_in_between_is_cleared_in_both(string copied, string taken)
    {
        var operation = Runs.SaveRestore.OperationAfter(copied);
        var kernel = operation.Kernel!;
        Assert.NotEqual(kernel.State.Iommu.RootTable, kernel.Hardware.Unit.RootTable);
        Assert.True(Present(kernel, kernel.Hardware.Unit.RootTable) && Present(kernel, kernel.State.Iommu.RootTable));
        new IommuDriver(kernel).ClearContext(Runs.Host, kernel.State.Iommu.DomainOf(Runs.Host)!.DomainId);
        Assert.False(Present(kernel, kernel.Hardware.Unit.RootTable));
        Assert.False(Present(kernel, kernel.State.Iommu.RootTable));

        // Once the unit has the new one, the old one is nobody's: nothing is written there any more.
        var later = Runs.SaveRestore.OperationAfter(taken).Kernel!;
        new IommuDriver(later).ClearContext(Runs.Host, later.State.Iommu.DomainOf(Runs.Host)!.DomainId);
        Assert.True(Present(later, Runs.SaveRestore.Before(taken).Machine.Platform.Unit.RootTable));
    }

    private static bool Present(KernelContext kernel, PhysicalAddress root) =>
        RootEntry.TryRead(kernel.Memory, root, Runs.Host.Bus, out var bus) && bus.Present && ContextEntry.TryRead(kernel.Memory, bus.ContextTable, Runs.Host.DevFn, out var entry) && entry.Present;
}
