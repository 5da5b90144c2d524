using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Kernel;

/// <summary>iommufd's calls: what they refuse, with which errno, and that a refused one changes nothing.</summary>
public class IommufdDriverTests
{
    private const int Context = 1, Device = 1, Space = 2, Table = 3;

    private static readonly IovaRange FirstPage = new(new(0x40_0000), ByteCount.Page);

    [Fact]
    public void A_device_is_bound_once_and_only_where_vfio_pci_holds_it()
    {
        var operation = Runs.SaveRestore.OperationAfter("bind-vfio-a");
        var driver = new IommufdDriver(operation.Kernel!);
        int context = driver.Open();
        Assert.Equal(Errno.ENODEV, driver.Bind(context, Runs.Host, out _).Error);
        Assert.True(driver.Bind(context, Runs.Assigned, out int device).Succeeded);
        Assert.Equal(new IommufdDevice(device, Runs.Assigned, null), Assert.Single(operation.Kernel!.State.Iommufds[0].Devices));
        Assert.Equal(Errno.EINVAL, driver.Bind(driver.Open(), Runs.Assigned, out _).Error);
    }

    [Fact]
    public void Objects_of_every_kind_are_numbered_together()
    {
        var context = Runs.SaveRestore.At("allocate-hwpt-a").Machine.Kernel!.Iommufds[0];
        Assert.Equal((Device, Space, Table, 4), (context.Devices[0].Id, context.Ioases[0].Id, context.Hwpts[0].Id, context.NextObject));
    }

    [Theory]
    [InlineData(0x40_0000, 0x1000, 0, 0)]
    [InlineData(0x40_0000, 0x0, 0, 3)]
    [InlineData(0x40_0800, 0x1000, 0, 3)]
    [InlineData(0x40_0000, 0x1800, 0, 3)]
    [InlineData(0x40_0000, 0x1000, 0x10, 3)]
    public void A_mapping_must_be_whole_pages_with_rights(ulong iova, ulong length, ulong offset, int rights) =>
        AssertRefused(Errno.EINVAL, operation => Map(operation, new(new(iova), new(length)), offset, (AccessRights)rights));

    [Theory]
    [InlineData(0x40_0000, 0x1000)]
    [InlineData(0x3f_f000, 0x2000)]
    [InlineData(0x0, 0x1000_0000)]
    public void What_is_mapped_cannot_be_mapped_again(ulong iova, ulong length) =>
        AssertRefused(Errno.EEXIST, operation => Map(operation, new(new(iova), new(length))), operation => Assert.True(Map(operation, FirstPage).Succeeded));

    [Theory]
    [InlineData(0x2000_0000, 0x1000)]
    [InlineData(0x1fff_f000, 0x2000)]
    public void What_the_process_has_not_mapped_is_a_fault(ulong offset, ulong length) =>
        AssertRefused(Errno.EFAULT, operation => Map(operation, new(FirstPage.Start, new(length)), offset));

    [Theory]
    [InlineData(0x40_0000, 0x2000)]
    [InlineData(0x40_1000, 0x1000)]
    [InlineData(0x3f_f000, 0x1000)]
    public void Unmapping_wants_a_whole_area(ulong iova, ulong length) =>
        AssertRefused(Errno.ENOENT, operation => new IommufdDriver(operation.Kernel!).Unmap(Context, Space, new(new(iova), new(length))), operation => Assert.True(Map(operation, FirstPage).Succeeded));

    [Fact]
    public void An_object_of_another_kind_is_not_found()
    {
        AssertRefused(Errno.ENOENT, operation => new IommufdDriver(operation.Kernel!).Unmap(Context, Table, FirstPage));
        AssertRefused(Errno.ENOENT, operation => new IommufdDriver(operation.Kernel!).Attach(Context, Device, Space));
        AssertRefused(Errno.ENOENT, operation => new IommufdDriver(operation.Kernel!).AllocateHwpt(Context, Space, Space, out _));
    }

    [Fact]
    public void A_frozen_address_space_takes_no_changes()
    {
        static void Freeze(Operation operation)
        {
            Assert.True(Map(operation, FirstPage).Succeeded);
            Assert.True(new IommufdDriver(operation.Kernel!).Freeze(Context, Space).Succeeded);
        }
        AssertRefused(Errno.EBUSY, operation => Map(operation, new(new(0x80_0000), ByteCount.Page)), Freeze);
        AssertRefused(Errno.EBUSY, operation => new IommufdDriver(operation.Kernel!).Unmap(Context, Space, FirstPage), Freeze);
    }

    [Fact]
    public void A_mapping_is_pinned_recorded_and_written_into_every_HWPT_of_the_address_space()
    {
        var operation = Runs.SaveRestore.OperationAfter("allocate-hwpt-a");
        var driver = new IommufdDriver(operation.Kernel!);
        Assert.True(driver.AllocateHwpt(Context, Device, Space, out int second).Succeeded);
        Assert.True(Map(operation, FirstPage).Succeeded);
        var context = operation.Kernel!.State.Iommufds[0];
        var area = Assert.Single(context.Ioases[0].Areas);
        Assert.Equal((FirstPage, 1UL), (area.Range, area.PinnedPages));
        Assert.Equal([Table, second], context.Hwpts.Select(hwpt => hwpt.Id));
        foreach (var hwpt in context.Hwpts)
        {
            var leaf = Assert.Single(Leaves(operation, hwpt));
            Assert.Equal((FirstPage.Start, Assert.Single(area.Frames).Start), (leaf.Input, leaf.Output));
        }
        Assert.True(driver.Unmap(Context, Space, FirstPage).Succeeded);
        Assert.All(context.Hwpts, hwpt => Assert.Empty(Leaves(operation, hwpt)));
        Assert.Empty(operation.Kernel!.State.Iommufds[0].Ioases[0].Areas);
    }

    /// <summary>Whether the table is there before its mappings or made from them.</summary>
    [Fact]
    public void An_HWPT_made_later_translates_as_one_that_was_there_all_along()
    {
        var operation = Runs.SaveRestore.OperationAfter("run-guest");
        var driver = new IommufdDriver(operation.Kernel!);
        Assert.True(driver.AllocateHwpt(Context, Device, Space, out _).Succeeded);
        var hwpts = operation.Kernel!.State.Iommufds[0].Hwpts;
        Assert.NotEmpty(Leaves(operation, hwpts[0]));
        Assert.Equal(Leaves(operation, hwpts[0]), Leaves(operation, hwpts[1]));
        Assert.True(driver.Replace(Context, Device, hwpts[1].Id).Succeeded);
        Assert.Equal(0, new DmaTraffic(operation.Hardware).Run()[Runs.Assigned].Counts.Failures());
    }

    [Fact]
    public void A_device_that_is_attached_is_not_attached_again()
    {
        var operation = Runs.SaveRestore.OperationAfter("run-guest");
        Assert.Equal(Errno.EINVAL, new IommufdDriver(operation.Kernel!).Attach(Context, Device, Table).Error);
    }

    private static void AssertRefused(Errno error, Func<Operation, SystemCall> call, Action<Operation>? first = null)
    {
        var operation = Runs.SaveRestore.OperationAfter("allocate-hwpt-a");
        first?.Invoke(operation);
        var (state, memory) = (operation.Kernel!.State, operation.Hardware.Memory.Seal());
        var result = call(operation);
        Assert.Equal(error, result.Error);
        Assert.NotEmpty(result.Message);
        Assert.Same(state, operation.Kernel!.State);
        Assert.Same(memory, operation.Hardware.Memory.Seal());
    }

    private static SystemCall Map(Operation operation, IovaRange iova, ulong offset = 0, AccessRights rights = AccessRights.ReadWrite)
    {
        var process = operation.Vmm!.Process;
        return new IommufdDriver(operation.Kernel!).Map(Context, Space, process.Memory, iova, process.GuestRam.Start + new ByteCount(offset), rights);
    }

    private static LeafRun<Iova>[] Leaves(Operation operation, Hwpt hwpt) =>
        [.. PageTable<SecondStage, Iova>.Leaves(operation.Hardware.Memory, operation.Kernel!.State.Iommu.Domains.First(domain => domain.DomainId == hwpt.DomainId).Root, new IommuDriver(operation.Kernel!).Limits)];
}
