using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>What survives is bytes: each structure of a handover is taken away just before the jump, and the run that goes on from there misses it.</summary>
public class HandoverSurvivalTests
{
    /// <summary>The structure, the first step that tells of its loss, what it says, and how it ends for the guest.</summary>
    public static TheoryData<string, string, string, Ending> Losses => new()
    {
        { "setup_data node", "populate-handover", "hand nothing on", Ending.OrdinaryBoot },
        { "root tree's magic", "populate-handover", "instead of 0xd00dfeed", Ending.OrdinaryBoot },
        { "root tree's version", "populate-handover", "which is no version of Kexec HandOver", Ending.OrdinaryBoot },
        { "array of scratch areas", "populate-handover", "would be 0x0 bytes", Ending.OrdinaryBoot },
        { "root page of the record", "reserve-preserved", "names nothing at all", Ending.Panic },
        { "orchestrator's root", "start-handover-b", "instead of \"luo-v5\"", Ending.Panic },
        { "session block", "open-session", "1 to 51 are possible", Ending.Refused },
        { "file block", "open-session", "1 to 63 are possible", Ending.Refused },
        { "memfd record", "retrieve-guest-ram", "was not handed over", Ending.Refused },
        { "chunk of the folio array", "retrieve-guest-ram", "its list names 0", Ending.Refused },
        { "folio array", "retrieve-guest-ram", "was not handed over", Ending.Refused },
        { "shared data page", "adopt-root-table", "No IOMMU was handed over", Ending.Lost },
        { "IOMMU arrays", "adopt-root-table", "was not handed over", Ending.Panic },
        { "unit object", "adopt-root-table", "This unit is not among what was handed over", Ending.Lost },
        { "device object", "restore-temporary-domain", "is not among the devices that were handed over", Ending.Lost },
        { "domain object", "restore-temporary-domain", "would have 1 levels", Ending.Lost },
        { "list of PCI functions", "restore-temporary-domain", "does not have 01:00.0 as handed over", Ending.Survives },
        { "root table", "adopt-root-table", "No present context entry for 01:00.0", Ending.Lost },
        { "context entry", "adopt-root-table", "No present context entry for 01:00.0", Ending.Lost },
        { "domain's top table", "restore-temporary-domain", "maps nothing", Ending.Lost },
        { "iommufd record", "switch-domain", "", Ending.Survives },
        { "saved VM state", "restore-vm", "instead of \"VMSTATE1\"", Ending.Refused },
    };

    public enum Ending
    {
        /// <summary>The next kernel warns and boots as if nothing had been handed over; the guest's memory is overwritten.</summary>
        OrdinaryBoot,

        /// <summary>It panics.</summary>
        Panic,

        /// <summary>It refuses a call, and the guest does not go on.</summary>
        Refused,

        /// <summary>The device's DMA is cut off or goes astray.</summary>
        Lost,

        /// <summary>The guest and its device go on all the same.</summary>
        Survives,
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_structure_that_is_lost_is_missed(string structure, string step, string words, Ending ending)
    {
        var moments = Without(structure);
        if (words.Length > 0)
        {
            var first = moments.First(moment => moment.Step.Problems.Length > 0);
            Assert.Equal(step, first.Step.Id);
            Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
        }
        bool goesOn = moments[^1].Machine.Vmm is { GuestRuns: true };
        int failures = moments.Sum(moment => moment.Dma(Runs.Assigned).Counts.Failures());
        switch (ending)
        {
            case Ending.OrdinaryBoot:
                Assert.False(goesOn);
                Assert.Null(moments[^1].Machine.Kernel!.Incoming);
                Assert.True(Overwritten(moments[^1].Machine) > 0);
                break;
            case Ending.Panic:
                Assert.False(goesOn);
                Assert.NotNull(moments[^1].Machine.Kernel!.Panic);
                break;
            case Ending.Refused:
                Assert.False(goesOn);
                Assert.Null(moments[^1].Machine.Kernel!.Panic);
                Assert.Contains(moments, moment => moment.Step.Refusals.Length > 0 || moment.Step.Id == "restore-vm");
                break;
            case Ending.Lost:
                Assert.True(failures > 0);
                break;
            default:
                Assert.True(goesOn);
                Assert.Equal(0, failures);
                break;
        }
    }

    [Fact]
    public void With_every_structure_in_place_nothing_goes_wrong()
    {
        var moments = HandoverRuns.Newest.GoOn(HandoverRuns.LastBeforeJump, HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine);
        Assert.All(moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.Equal(0, Overwritten(moments[^1].Machine));
    }

    /// <summary>kho-v1's record is a list of chunks that is written once: without it the walk finds nothing.</summary>
    [Fact]
    public void The_first_chunk_of_an_old_record_is_missed()
    {
        var run = HandoverRuns.Of(HandoverVersion.V1);
        var machine = run.At(HandoverRuns.LastBeforeJump).Machine;
        var map = HandoverRuns.Outgoing(machine).Tree.Map;
        var moments = run.GoOn(HandoverRuns.LastBeforeJump, Runs.Poke(machine, memory => Assert.True(memory.TryFill(new(map, ByteCount.Page), Frame.Zero))));
        Assert.Equal("reserve-preserved", moments.First(moment => moment.Step.Problems.Length > 0).Step.Id);
    }

    /// <summary>Guest pages that differ from what the ledger says, after all: what an ordinary boot writes over what was handed over.</summary>
    private static int Overwritten(MachineState machine)
    {
        var platform = machine.Platform;
        var expected = platform.Ledger.Expected(platform.Memory.Ram, new(default, new(1UL << 40)));
        return HandoverRuns.GuestRam(HandoverRuns.Newest).Sum(range => platform.Memory.ChangedRuns(expected, range).Count());
    }

    private static IReadOnlyList<Moment> Without(string structure)
    {
        var machine = HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine;
        var bytes = Find(structure, machine);
        var damaged = Runs.Poke(machine, memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        Assert.False(damaged.Platform.Memory.SameBytes(machine.Platform.Memory));
        return HandoverRuns.Newest.GoOn(HandoverRuns.LastBeforeJump, damaged);
    }

    private static PhysicalRange Find(string structure, MachineState machine)
    {
        var memory = machine.Platform.Memory;
        var (kernel, (tree, _)) = (machine.Kernel!, HandoverRuns.Outgoing(machine));
        var staged = KimageList.Pages(memory, kernel.NextKernel!.PageList);
        var parameters = kernel.NextKernel.BootParameters;
        PhysicalAddress Root() => tree.Child(HandoverChild.Orchestrator)!.Data;
        byte[] Bytes(PhysicalAddress at, int length)
        {
            byte[] bytes = new byte[length];
            Assert.True(memory.TryRead(at, bytes));
            return bytes;
        }
        var luo = OrchestratorRoot.Decode(HandoverVersion.V4, Bytes(Root(), 4096), out _)!;
        var session = SessionRecord.Decode(Bytes(luo.Sessions + new ByteCount(16), SessionRecord.Size));
        PhysicalAddress Data(string compatible, int nth = 0) => new(kernel.Orchestrator!.Sessions[0].Files.Where(file => file.Compatible == compatible).ElementAt(nth).Data);
        PhysicalAddress Shared(string compatible) => new(kernel.Orchestrator!.Shared.First(data => data.Compatible == compatible).Data);
        var memfd = MemoryFileRecord.Decode(Bytes(Data(MemoryFileRecord.Compatible), MemoryFileRecord.Size));
        var arrays = IommuRecord.Decode(Bytes(Shared(IommuRecord.Compatible), IommuRecord.Size));
        var unit = machine.Platform.Unit;
        Assert.True(RootEntry.TryRead(memory, unit.RootTable, Runs.Assigned.Bus, out var bus));
        Assert.True(ContextEntry.TryRead(memory, bus.ContextTable, Runs.Assigned.DevFn, out var entry));
        PhysicalRange Page(PhysicalAddress page) => new(page, ByteCount.Page);
        PhysicalRange Object(PhysicalAddress array, int size) => new(array + new ByteCount(16), new((ulong)size));
        return structure switch
        {
            "setup_data node" => new(staged[parameters + ByteCount.Page] + new ByteCount(BootParameters.CommandLineSize), new(HandoverSetupData.Size)),
            "root tree's magic" => new(kernel.Handover!.Tree, new(4)),
            "root tree's version" => new(kernel.Handover!.Tree + new ByteCount(76), new(8)),
            "array of scratch areas" => Page(staged[HandoverSetupData.Find(memory, staged[parameters + ByteCount.Page] + new ByteCount(BootParameters.CommandLineSize), out _)!.Scratch]),
            "root page of the record" => Page(tree.Map),
            "orchestrator's root" => Page(Root()),
            "session block" => Page(luo.Sessions),
            "file block" => Page(session.Files),
            "memfd record" => new(session.Files + new ByteCount(16 + 48), new(8)),
            "chunk of the folio array" => Page(memfd.Entries.FirstChunk),
            "folio array" => Page(memfd.Entries.Follow(memory, out _)!.Value.Pages[0]),
            "shared data page" => Page(luo.SharedData),
            "IOMMU arrays" => Page(Shared(IommuRecord.Compatible)),
            "unit object" => Object(arrays.Units, UnitRecord.Size),
            "device object" => Object(arrays.Devices, DeviceRecord.Size),
            "domain object" => Object(arrays.Domains, DomainRecord.Size),
            "list of PCI functions" => Page(Shared(PciRecord.Compatible)),
            "root table" => Page(unit.RootTable),
            "context entry" => new(bus.ContextTable + new ByteCount(Runs.Assigned.DevFn * 16UL), new(16)),
            "domain's top table" => Page(entry.SecondStageTable),
            "iommufd record" => Page(Data(IommufdRecord.Compatible)),
            "saved VM state" => new(kernel.MemoryFiles[1].Folios[0].Address, new(8)),
            _ => throw new ArgumentException($"There is no structure \"{structure}\".", nameof(structure)),
        };
    }
}
