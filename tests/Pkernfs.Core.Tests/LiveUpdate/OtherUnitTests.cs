using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.PageTables;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The built-in scenario on boards whose unit says other things of itself in CAP: the driver does what such a unit asks for.</summary>
public class OtherUnitTests
{
    private const ulong CachingMode = 1UL << 7;
    private const ulong ProtectedMemory = 1UL << 5 | 1UL << 6;

    private static readonly Lazy<RunTimeline> Caching = new(() => Runner.Run(PlanWith(CachingMode)));

    /// <summary>Nothing maps this, and the guest's RAM is elsewhere.</summary>
    private static readonly IovaRange Unused = new(new(0x70_0000_0000), ByteCount.Page);

    private static readonly PhysicalAddress Target = new(0x5000);

    [Fact]
    public void A_live_update_under_caching_mode_loses_no_DMA()
    {
        Assert.All(Caching.Value.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(Caching.Value.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    /// <summary>Two writers of the same entry: the driver, which invalidates, and one that only writes.</summary>
    [Theory]
    [InlineData(CachingMode, true, true)]
    [InlineData(CachingMode, false, false)]
    [InlineData(0UL, true, true)]
    [InlineData(0UL, false, true)]
    public void A_page_that_a_device_asked_for_too_early_works_once_the_driver_maps_it(ulong capability, bool byDriver, bool reaches)
    {
        var (hardware, kernel) = After(capability == 0 ? Runs.Intended : Caching.Value, "run-guest");
        Assert.Equal(FaultReason.NoReadPermission, hardware.Translate(Runs.Assigned, Unused.Start, AccessKind.Read).Fault);
        var domain = kernel.State.Iommu.DomainOf(Runs.Assigned)!;
        if (byDriver)
        {
            Assert.True(new IommuDriver(kernel).Map(domain, Unused, Target, AccessRights.ReadWrite).Succeeded);
        }
        else
        {
            var pages = new TestTablePages(kernel.Memory, Runs.Region.End - new ByteCount(PkernfsLayout.BlockSize));
            Assert.True(PageTable<SecondStage, Iova>.Map(kernel.Memory, domain.Root, hardware.Unit.SecondStageLimits, Unused, Target, AccessRights.ReadWrite, pages).Succeeded);
        }
        Assert.Equal(Target, hardware.Unit.Walk(hardware.Memory, Runs.Assigned, Unused.Start, AccessKind.Read).Physical);
        Assert.Equal(reaches, hardware.Translate(Runs.Assigned, Unused.Start, AccessKind.Read).ReachesMemory);
    }

    /// <summary>After the update the driver invalidates by its own domain id, and hardware remembers under the one in the entry that was kept.</summary>
    [Fact]
    public void After_the_update_the_driver_invalidates_by_an_id_that_hardware_does_not_use()
    {
        var (hardware, kernel) = After(Caching.Value, "guest-goes-on");
        var domain = kernel.State.Iommu.DomainOf(Runs.Assigned)!;
        Assert.NotEqual(domain.DomainId, new IommuDriver(kernel).ReadContext(Runs.Assigned)!.Value.DomainId);
        Assert.Equal(FaultReason.NoReadPermission, hardware.Translate(Runs.Assigned, Unused.Start, AccessKind.Read).Fault);
        Assert.True(new IommuDriver(kernel).Map(domain, Unused, Target, AccessRights.ReadWrite).Succeeded);
        Assert.Equal(FaultReason.NoReadPermission, hardware.Translate(Runs.Assigned, Unused.Start, AccessKind.Read).Fault);
    }

    [Fact]
    public void A_function_that_spoke_before_it_was_attached_is_heard_afterwards()
    {
        var (hardware, kernel) = After(Caching.Value, "enable-fault-events-a");
        var driver = new IommuDriver(kernel);
        driver.EnableTranslation();
        Assert.Equal(FaultReason.RootNotPresent, hardware.Translate(Runs.Host, Unused.Start, AccessKind.Read).Fault);
        var domain = driver.MakeDomain(DomainKind.Default, "late")!;
        Assert.Equal(AttachOutcome.EntryWritten, driver.Attach(Runs.Host, domain, out _));
        Assert.Equal(FaultReason.NoReadPermission, hardware.Translate(Runs.Host, Unused.Start, AccessKind.Read).Fault);
    }

    /// <summary>Firmware may protect all of memory until the tables decide: with translation on the driver opens it.</summary>
    [Theory]
    [InlineData(ProtectedMemory)]
    [InlineData(0UL)]
    public void Enabling_translation_opens_protected_memory(ulong capability)
    {
        var from = Runs.Intended.Before("enable-translation").Machine;
        var description = from.Platform.Board.RemappingUnit;
        description = description with { Capability = description.Capability | capability };
        var hardware = new PlatformWriter(from.Platform with
        {
            Board = from.Platform.Board with { RemappingUnit = description },
            Unit = VtdUnit.Reset(description),
        });
        hardware.WriteRegister(VtdRegisters.ProtectedMemoryEnable, 1u << 31, 4);
        Assert.Equal(capability != 0, hardware.Translate(Runs.Assigned, Iova.Zero, AccessKind.Read).Outcome == DmaOutcome.Protected);
        new IommuDriver(new KernelContext(hardware, from.Kernel!, PkernfsOptions.Intent)).EnableTranslation();
        Assert.Equal((0UL, true), (hardware.ReadRegister(VtdRegisters.ProtectedMemoryEnable, 4), hardware.Unit.TranslationEnabled));
    }

    private static LiveUpdatePlan PlanWith(ulong capability)
    {
        var plan = Runs.Plan("pkernfs-rfc");
        var unit = plan.Board.RemappingUnit;
        return plan with { Board = plan.Board with { RemappingUnit = unit with { Capability = unit.Capability | capability } } };
    }

    private static (PlatformWriter Hardware, KernelContext Kernel) After(RunTimeline run, string step)
    {
        var machine = run.At(step).Machine;
        var hardware = new PlatformWriter(machine.Platform);
        return (hardware, new KernelContext(hardware, machine.Kernel!, PkernfsOptions.Intent));
    }
}
