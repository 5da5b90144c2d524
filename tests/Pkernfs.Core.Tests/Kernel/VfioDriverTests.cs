using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Kernel;

/// <summary>VFIO's container ioctls: what they refuse, with which errno, and that a refused one changes nothing.</summary>
public class VfioDriverTests
{
    private const uint ReadWrite = VfioContainer.FlagRead | VfioContainer.FlagWrite;
    private const int Container = 1;

    private static readonly IovaRange FirstPage = new(new(0x40_0000), ByteCount.Page);

    [Theory]
    [InlineData("/guest-ram")]
    [InlineData("/iommu/root-pgtables")]
    [InlineData("/iommu")]
    [InlineData("/")]
    public void Only_a_file_of_domain_tables_can_be_handed_over(string path)
    {
        var operation = Runs.Intended.OperationAfter("open-container-a");
        var inode = Medium(operation).Lookup(path)!.Number;
        Assert.Equal(Errno.EBADF, new VfioDriver(operation.Kernel!).SetPersistentTables(Container, inode).Error);
        Assert.Null(operation.Kernel!.State.Containers[0].PersistentTables);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4711)]
    [InlineData(ulong.MaxValue)]
    public void A_file_that_does_not_exist_cannot_be_handed_over(ulong inode) =>
        Assert.Equal(Errno.EBADF, new VfioDriver(Runs.Intended.OperationAfter("open-container-a").Kernel!).SetPersistentTables(Container, new(inode)).Error);

    /// <summary>All groups of a container share its domain, and leave it together.</summary>
    [Fact]
    public void The_groups_of_a_container_share_its_domain()
    {
        var kernel = Runs.Intended.OperationAfter("set-persistent-tables-a").Kernel!;
        var driver = new VfioDriver(kernel);
        int other = kernel.Hardware.Functions[Runs.Host].Description.IommuGroup, own = kernel.State.Containers[0].Groups.Single();

        int container = driver.OpenContainer(own, other);
        Assert.Equal([own, other], kernel.State.Containers[container - 1].Groups);
        Assert.True(driver.SetPersistentTables(container, kernel.State.Containers[0].PersistentTables!.Value).Succeeded);
        Assert.True(driver.SetIommu(container).Succeeded);

        Assert.True(driver.AttachGroups(container, out var outcome).Succeeded);
        Assert.Equal(AttachOutcome.EntryWritten, outcome);
        var iommu = new IommuDriver(kernel);
        Assert.Equal(iommu.ReadContext(Runs.Assigned), iommu.ReadContext(Runs.Host));
        driver.Close(container);
        Assert.NotEqual(iommu.ReadContext(Runs.Assigned), iommu.ReadContext(Runs.Host));
        Assert.Empty(kernel.State.Containers[container - 1].Groups);
    }

    [Fact]
    public void The_IOMMU_is_set_once()
    {
        var driver = new VfioDriver(Runs.Intended.OperationAfter("set-persistent-tables-a").Kernel!);
        Assert.True(driver.SetIommu(Container).Succeeded);
        Assert.Equal(Errno.EBUSY, driver.SetIommu(Container).Error);
    }

    [Fact]
    public void Without_an_IOMMU_nothing_is_mapped_or_attached()
    {
        var operation = Runs.Intended.OperationAfter("set-persistent-tables-a");
        var driver = new VfioDriver(operation.Kernel!);
        Assert.Equal(Errno.EINVAL, Map(operation, FirstPage).Error);
        Assert.Equal(Errno.EINVAL, driver.UnmapDma(Container, FirstPage).Error);
        Assert.Equal(Errno.EINVAL, driver.AttachGroups(Container, out var outcome).Error);
        Assert.Equal(AttachOutcome.Failed, outcome);
    }

    [Theory]
    [InlineData(0x40_0000, 0x1000, 0, 0u)]
    [InlineData(0x40_0000, 0x0, 0, ReadWrite)]
    [InlineData(0x40_0800, 0x1000, 0, ReadWrite)]
    [InlineData(0x40_0000, 0x1800, 0, ReadWrite)]
    [InlineData(0x40_0000, 0x1000, 0x10, ReadWrite)]
    [InlineData(0x40_0000, 0x1000, 0, VfioContainer.FlagLiveUpdate)]
    public void A_mapping_must_be_whole_pages_with_rights(ulong iova, ulong length, ulong offset, uint flags) =>
        AssertRefused(Errno.EINVAL, operation => Map(operation, new(new(iova), new(length)), offset, flags));

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
    public void Unmapping_wants_a_whole_record(ulong iova, ulong length) =>
        AssertRefused(Errno.EINVAL, operation => new VfioDriver(operation.Kernel!).UnmapDma(Container, new(new(iova), new(length))), operation => Assert.True(Map(operation, FirstPage).Succeeded));

    [Fact]
    public void A_mapping_that_is_unmapped_is_gone_and_can_be_made_again()
    {
        var operation = Runs.Intended.OperationAfter("set-iommu-a");
        var driver = new VfioDriver(operation.Kernel!);
        Assert.True(Map(operation, FirstPage).Succeeded);
        Assert.NotEmpty(Leaves(operation));
        Assert.True(driver.UnmapDma(Container, FirstPage).Succeeded);
        Assert.Empty(Leaves(operation));
        Assert.Empty(operation.Kernel!.State.Containers[0].Mappings);
        Assert.True(Map(operation, FirstPage).Succeeded);
    }

    /// <summary>Each of these places takes three pages of tables, and the region has 510 to give.</summary>
    [Fact]
    public void When_the_regions_pages_are_used_up_a_mapping_fails_and_leaves_no_record()
    {
        var operation = Runs.Intended.OperationAfter("set-iommu-a");
        ulong place = 0;
        while (Map(operation, At(place)).Succeeded) place++;
        Assert.Equal(170ul, place);
        Assert.Equal(Errno.ENOMEM, Map(operation, At(place)).Error);
        Assert.Equal(170, operation.Kernel!.State.Containers[0].Mappings.Length);
        Assert.Equal(170, Leaves(operation).Count());

        static IovaRange At(ulong place) => new(new(place << 39), ByteCount.Page);
    }

    /// <summary>RFC 16/18: the entries are taken for granted, right or wrong.</summary>
    [Fact]
    public void LIVE_UPDATE_makes_a_record_and_touches_no_table()
    {
        var operation = Runs.Intended.OperationAfter("set-iommu-a");
        Assert.True(Map(operation, FirstPage, flags: ReadWrite | VfioContainer.FlagLiveUpdate).Succeeded);
        Assert.Equal(FirstPage, Assert.Single(operation.Kernel!.State.Containers[0].Mappings).Range);
        Assert.Empty(Leaves(operation));
        Assert.Empty(operation.Hardware.Memory.Touched);
    }

    [Fact]
    public void A_present_entry_of_an_earlier_kernel_is_kept()
    {
        var operation = Runs.Intended.OperationAfter("set-persistent-tables-b");
        var driver = new VfioDriver(operation.Kernel!);
        var before = new IommuDriver(operation.Kernel!).ReadContext(Runs.Assigned);
        Assert.True(driver.SetIommu(Container).Succeeded);
        Assert.True(driver.AttachGroups(Container, out var outcome).Succeeded);
        Assert.Equal(AttachOutcome.EntryKept, outcome);
        Assert.Equal(before, new IommuDriver(operation.Kernel!).ReadContext(Runs.Assigned));
    }

    private static void AssertRefused(Errno error, Func<Operation, SystemCall> call, Action<Operation>? first = null)
    {
        var operation = Runs.Intended.OperationAfter("set-iommu-a");
        first?.Invoke(operation);
        var (state, memory) = (operation.Kernel!.State, operation.Hardware.Memory.Seal());
        var result = call(operation);
        Assert.Equal(error, result.Error);
        Assert.NotEmpty(result.Message);
        Assert.Same(state, operation.Kernel!.State);
        Assert.Same(memory, operation.Hardware.Memory.Seal());
    }

    private static SystemCall Map(Operation operation, IovaRange iova, ulong offset = 0, uint flags = ReadWrite)
    {
        var process = operation.Vmm!.Process;
        return new VfioDriver(operation.Kernel!).MapDma(Container, process.Memory, iova, process.GuestRam.Start + new ByteCount(offset), flags);
    }

    private static IEnumerable<LeafRun<Iova>> Leaves(Operation operation) =>
        PageTable<SecondStage, Iova>.Leaves(operation.Hardware.Memory, operation.Kernel!.State.Iommu.Domains[^1].Root, new IommuDriver(operation.Kernel!).Limits);

    private static PkernfsReader Medium(Operation operation) => new(operation.Hardware.Memory, Runs.Region);
}
