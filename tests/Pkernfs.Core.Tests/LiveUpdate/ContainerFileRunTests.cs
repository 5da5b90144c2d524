using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The run in which a VFIO container is a file: nothing is driven again, and nothing but the file's bytes restores it.</summary>
public class ContainerFileRunTests
{
    private const string LastBeforeJump = "keep-01-00.0", Opening = "open-container-file-b";

    private static readonly Lazy<RunTimeline> LazyRun = new(() => Runner.Run(Runs.Plan("container-file")));

    private static RunTimeline Run => LazyRun.Value;

    /// <summary>The structure, the first step at which its loss shows, and what that step says.</summary>
    public static TheoryData<string, string, string> FirstProblems => new()
    {
        { "header", Opening, "in place of its magic \"VFIOCNTR\"" },
        { "a record", Opening, "does not match its checksum" },
        { "checksum", Opening, "does not match its checksum" },
        { "top table", Opening, "and its tables map nothing there" },
        { "level 3 table", Opening, "and its tables map nothing there" },
        { "bitmap", Opening, "the bitmap is lost, and the next table would go over them" },
        { "inode", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "mappings block of guest-ram", "start-vmm-b", "cannot be a data block: the mappings block is damaged" },
        { "context entry", "adopt-root-table", "No present context entry for 01:00.0" },
    };

    [Fact]
    public void The_whole_run_goes_without_a_problem_and_no_DMA_is_hurt()
    {
        Assert.All(Run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(Run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.True(Run.Moments[^1].Machine.Vmm is { GuestRuns: true });
        Assert.Contains(Run.Moments, moment => moment.Dma(Runs.Assigned).Counts.Writes > 0);
    }

    [Theory]
    [InlineData("jump")]
    [InlineData("open-container-file-b")]
    [InlineData("guest-goes-on")]
    public void Every_byte_of_guest_RAM_is_what_the_ledger_says(string step)
    {
        var machine = Run.At(step).Machine;
        var expected = machine.Platform.Ledger.Expected(machine.Platform.Memory.Ram, Runs.Region);
        var medium = Medium(machine);
        var blocks = medium.FileBlocks(medium.Lookup("/guest-ram")!);
        Assert.Equal(256, blocks.Length);
        Assert.All(blocks, block => Assert.Empty(machine.Platform.Memory.ChangedWords(expected, medium.BlockBytes(block))));
        Assert.Contains(machine.Platform.Ledger.Stamps, stamp => stamp.Value.Writer == Runs.Assigned.SourceId && Runs.Region.Contains(new PhysicalAddress(stamp.Key)));
    }

    [Fact]
    public void User_space_maps_nothing_again()
    {
        var boot2 = Approaches.Steps(Run.Plan).Where(step => step.Phase == Phase.UserspaceRestore).Select(step => step.Id);
        Assert.Equal(["mount-b", "start-vmm-b", "bind-vfio-b", Opening, "open-device-b", "restore-vm", "resume-vcpus"], boot2);
    }

    [Fact]
    public void The_container_comes_back_with_its_records_its_pins_and_its_domain_id()
    {
        var before = Run.At("run-guest").Machine.Kernel!;
        var after = Run.At(Opening).Machine.Kernel!;
        Assert.Equal(before.Containers[0].Mappings.Select(Essence), after.Containers[0].Mappings.Select(Essence));
        Assert.All(after.Containers[0].Mappings, record => Assert.Null(record.Virtual));
        Assert.All(after.Containers[0].Mappings, record => Assert.Equal(record.Range.Length.PagesRoundedUp, record.PinnedPages));
        var domain = after.Iommu.DomainOf(Runs.Assigned)!;
        Assert.Equal(before.Iommu.DomainOf(Runs.Assigned)!.DomainId, domain.DomainId);
        Assert.Equal(new IommuDriver(Run.OperationAfter(Opening).Kernel!).ReadContext(Runs.Assigned)!.Value.DomainId, domain.DomainId);

        static (IovaRange, AccessRights, ulong, ContainerRecord?) Essence(VfioDma record) => (record.Range, record.Rights, record.PinnedPages, record.Kept);
    }

    /// <summary>After every step that maps or unmaps, the bytes say what VFIO's records say.</summary>
    [Theory]
    [InlineData("create-container-file", 0)]
    [InlineData("map-low-memory-a", 1)]
    [InlineData("map-memory-a", 3)]
    [InlineData("guest-goes-on", 3)]
    [InlineData("unmap-rom", 2)]
    [InlineData("map-rom-writable", 3)]
    public void The_file_is_kept_current(string step, int records)
    {
        var machine = Run.At(step).Machine;
        var kept = Reader(machine).Read(out string? problem);
        Assert.Null(problem);
        Assert.Equal(records, kept!.Records.Length);
        Assert.Equal(machine.Kernel!.Containers[0].Mappings.Select(mapping => mapping.Kept!).OrderBy(record => record.Range.Start), kept.Records);
    }

    [Theory]
    [MemberData(nameof(FirstProblems))]
    public void A_structure_that_is_lost_is_missed(string structure, string step, string words)
    {
        var bytes = Find(structure);
        var moments = Damaged(memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>Lost, the newest inode of iommu/ takes root-pgtables with it; lost alone, after that was adopted, the file is not found.</summary>
    [Fact]
    public void An_inode_lost_after_the_boot_is_missed_when_the_file_is_opened()
    {
        var bytes = Find("inode");
        var machine = Run.Poke("start-vmm-b", memory => memory.TryWrite(bytes.Start, new byte[bytes.Length.Value]));
        var first = Run.GoOn("start-vmm-b", machine).First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(Opening, first.Step.Id);
        Assert.Equal(Errno.ENOENT, Assert.Single(first.Step.Refusals).Error);
    }

    /// <summary>A forger who gets the checksum right still cannot have the kernel believe records that tables and files do not bear out.</summary>
    [Theory]
    [InlineData("longer", "and its tables map nothing there")]
    [InlineData("elsewhere", "its record has")]
    [InlineData("other rights", "other rights than its record")]
    [InlineData("gone", "and no record has it")]
    [InlineData("overlap", "overlap or are out of order")]
    [InlineData("past the file", "which has 256 blocks")]
    [InlineData("other file", "which is no regular file")]
    public void Records_that_do_not_hold_are_refused(string forgery, string words)
    {
        var moments = Damaged(memory =>
        {
            var file = new ContainerFile(memory, Block(Run.At(LastBeforeJump).Machine), PkernfsOptions.Intent);
            var kept = file.Reader.Read(out _)!;
            var last = kept.Records[^1];
            var records = forgery switch
            {
                "longer" => kept.Records.SetItem(1, kept.Records[0] with { Range = new(new(0xb0000), new(0x1000)) }).Insert(2, kept.Records[1]),
                "elsewhere" => kept.Records.SetItem(2, last with { Offset = last.Offset + ByteCount.Page, Range = new(last.Range.Start, last.Range.Length - ByteCount.Page) }),
                "other rights" => kept.Records.SetItem(1, kept.Records[1] with { Rights = AccessRights.ReadWrite }),
                "gone" => kept.Records.RemoveAt(1),
                "overlap" => kept.Records.Insert(1, kept.Records[0]),
                "past the file" => kept.Records.SetItem(2, last with { Range = new(last.Range.Start, last.Range.Length + ByteCount.Page) }),
                _ => kept.Records.SetItem(2, last with { File = new(2) }),
            };
            Assert.True(file.TryWrite(kept.Header, records, out _));
        });
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(Opening, first.Step.Id);
        Assert.Contains(words, first.Step.Problems[0], StringComparison.Ordinal);
        Assert.Equal(Errno.EIO, Assert.Single(first.Step.Refusals).Error);
        Assert.Empty(first.Machine.Kernel!.Containers);
    }

    /// <summary>Refused means left alone: the device goes on with the tables that hardware has.</summary>
    [Fact]
    public void A_refused_file_leaves_its_device_working()
    {
        var bytes = Find("a record");
        Assert.All(Damaged(memory => memory.TryWrite(bytes.Start, [0xff])), moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Fact]
    public void User_space_cannot_map_the_file()
    {
        var operation = Run.OperationAfter("start-vmm-b");
        var inode = Medium(Run.At("start-vmm-b").Machine).Lookup("/iommu/container-0")!;
        Assert.False(operation.Vmm!.TryMapGuestRam(new PkernfsBacking(inode.Number), "container-0", out string? problem));
        Assert.StartsWith("EACCES: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_opened_once()
    {
        var operation = Run.OperationAfter(Opening);
        var inode = operation.Kernel!.State.Containers[0].File!.Value;
        Assert.Equal(Errno.EBUSY, new VfioDriver(operation.Kernel).OpenContainerFile(inode, out _).Error);
    }

    [Theory]
    [InlineData("/guest-ram")]
    [InlineData("/iommu/root-pgtables")]
    [InlineData("/iommu")]
    public void Only_a_containers_file_is_opened(string path)
    {
        var operation = Run.OperationAfter("start-vmm-b");
        Assert.Equal(Errno.EBADF, new VfioDriver(operation.Kernel!).OpenContainerFile(Medium(Run.At("start-vmm-b").Machine).Lookup(path)!.Number, out _).Error);
    }

    [Fact]
    public void A_domain_id_that_this_kernel_gave_away_is_told()
    {
        var operation = Run.OperationAfter("start-vmm-b");
        var kernel = operation.Kernel!;
        ushort id = Reader(Run.At("start-vmm-b").Machine).Read(out _)!.Header.DomainId;
        while (kernel.State.Iommu.Domains.All(domain => domain.DomainId != id)) new IommuDriver(kernel).MakeDomain(DomainKind.Default, "host");
        var result = new VfioDriver(kernel).OpenContainerFile(Medium(Run.At("start-vmm-b").Machine).Lookup("/iommu/container-0")!.Number, out _);
        Assert.Equal(Errno.EBUSY, result.Error);
        Assert.Empty(kernel.State.Containers);
    }

    /// <summary>VADDR changes no record's memory: other frames behind the address, and a second address, are refused.</summary>
    [Fact]
    public void A_record_takes_the_address_of_its_own_memory_once()
    {
        var operation = Run.OperationAfter("resume-vcpus");
        var driver = new VfioDriver(operation.Kernel!);
        var process = operation.Vmm!.Process;
        var record = operation.Kernel!.State.Containers[0].Mappings[0];
        const uint Flags = VfioContainer.FlagVirtual | VfioContainer.FlagRead | VfioContainer.FlagWrite;
        Assert.Equal(Errno.EINVAL, driver.MapDma(1, process.Memory, record.Range, process.GuestRam.Start + ByteCount.Page, Flags).Error);
        Assert.True(driver.MapDma(1, process.Memory, record.Range, process.GuestRam.Start + record.Kept!.Offset, Flags).Succeeded);
        Assert.Equal(Errno.EINVAL, driver.MapDma(1, process.Memory, record.Range, process.GuestRam.Start + record.Kept.Offset, Flags).Error);
        Assert.Equal(process.GuestRam.Start + record.Kept.Offset, operation.Kernel.State.Containers[0].Mappings[0].Virtual);
    }

    [Fact]
    public void The_medium_is_sound_at_every_moment() =>
        Assert.All(Run.Moments.Where(moment => moment.Step.Index >= Run.At("create-root-tables").Step.Index), moment => Assert.Empty(Medium(moment.Machine).Problems));

    private static IReadOnlyList<Moment> Damaged(Action<MemoryWriter> change) => Run.GoOn(LastBeforeJump, Run.Poke(LastBeforeJump, change));

    private static PkernfsReader Medium(MachineState machine) => new(machine.Platform.Memory, Runs.Region);

    private static PhysicalAddress Block(MachineState machine) => Medium(machine).BlockAddress(Medium(machine).Lookup("/iommu/container-0")!.MappingsBlock);

    private static ContainerFileReader Reader(MachineState machine) => new(machine.Platform.Memory, Block(machine));

    private static PhysicalRange Find(string structure)
    {
        var machine = Run.At(LastBeforeJump).Machine;
        var block = Block(machine);
        PhysicalRange Page(ulong number) => new(block + (ByteCount.Page * number), ByteCount.Page);
        return structure switch
        {
            "header" => Reader(machine).HeaderBytes,
            "checksum" => new(Reader(machine).HeaderBytes.Start + new ByteCount(12), new(4)),
            "a record" => Reader(machine).RecordBytes(1)!.Value,
            "bitmap" => Page(0),
            "top table" => Page(1),
            "level 3 table" => Page(3),
            "inode" => Medium(machine).InodeBytes(Medium(machine).Lookup("/iommu/container-0")!.Number),
            "mappings block of guest-ram" => Medium(machine).BlockBytes(Medium(machine).Lookup("/guest-ram")!.MappingsBlock),
            _ => PersistedStructure.Find("context entry of 01:00.0", machine),
        };
    }
}
