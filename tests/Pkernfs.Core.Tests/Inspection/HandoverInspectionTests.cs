using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>Owners and roles where what survives is ordinary memory: told by bytes alone, between kernels too.</summary>
public class HandoverInspectionTests
{
    /// <summary>Steps while memory is handed over and nobody has taken it over yet.</summary>
    public static TheoryData<string> Underway => ["keep-01-00.0", "jump", "relocate-kernel", "decompress-kernel-b", "boot-memory-b", "reserve-preserved", "free-memory-b"];

    [Theory]
    [MemberData(nameof(Underway))]
    public void What_is_handed_over_has_its_owner_and_persists(string step)
    {
        var map = Owners(step);
        var (memory, unit) = (HandoverRuns.Newest.At(step).Machine.Platform.Memory, HandoverRuns.Newest.At(step).Machine.Platform.Unit);
        Assert.All(HandoverRuns.GuestRam(HandoverRuns.Newest), range => Assert.All(map.Within(range), extent => Assert.Equal((OwnerClass.GuestRam, true), (extent.Class, extent.Persistent))));
        var state = HandoverRuns.Newest.At("save-vm").Machine.Kernel!.MemoryFiles[1].Folios[0];
        Assert.True(map.At(state.Address) is { Class: OwnerClass.VmState, Persistent: true });
        Assert.True(RootEntry.TryRead(memory, unit.RootTable, Runs.Assigned.Bus, out var root));
        Assert.True(ContextEntry.TryRead(memory, root.ContextTable, Runs.Assigned.DevFn, out var entry));
        Assert.All([unit.RootTable, root.ContextTable], page => Assert.True(map.At(page) is { Class: OwnerClass.RootAndContext, Persistent: true }));
        Assert.True(map.At(entry.SecondStageTable) is { Class: OwnerClass.DomainPageTable, Persistent: true });
        var before = HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine.Kernel!;
        Assert.True(map.At(before.Handover!.Tree) is { Class: OwnerClass.HandoverMetadata, Persistent: true });
        Assert.True(map.At(before.Orchestrator!.Root) is { Class: OwnerClass.HandoverMetadata, Persistent: true });
        Assert.All(before.Scratch, area => Assert.All(map.Within(area), extent => Assert.False(extent.Persistent)));
        Assert.All(before.Scratch, area => Assert.All(map.Within(area).Where(extent => extent.Class == OwnerClass.Free), extent => Assert.Equal("scratch", extent.Label)));
    }

    /// <summary>No more and no less: what persists of ordinary memory is what the record has.</summary>
    [Theory]
    [MemberData(nameof(Underway))]
    public void Exactly_what_the_record_has_persists(string step)
    {
        var usable = HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine.Kernel!.Pages.Usable;
        var kept = PreservedBlock.Merge(HandoverRuns.Outgoing(HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine).Map.Blocks);
        var persistent = Owners(step).Extents.Where(extent => extent.Persistent && usable.Any(range => range.Contains(extent.Range))).Select(extent => extent.Range);
        Assert.Equal(kept, Joined(persistent));
    }

    [Fact]
    public void Nothing_persists_before_it_is_handed_over()
    {
        var frames = HandoverRuns.GuestRam(HandoverRuns.Newest);
        Assert.All(frames, range => Assert.All(Owners("create-session").Within(range), extent => Assert.False(extent.Persistent)));
        Assert.All(frames, range => Assert.All(Owners("preserve-guest-ram").Within(range), extent => Assert.True(extent.Persistent)));
    }

    [Fact]
    public void Guest_RAM_is_ordinary_memory_again_once_it_is_taken_over()
    {
        var map = Owners("retrieve-guest-ram");
        Assert.All(HandoverRuns.GuestRam(HandoverRuns.Newest), range => Assert.All(map.Within(range), extent => Assert.Equal((OwnerClass.GuestRam, false), (extent.Class, extent.Persistent))));
    }

    [Fact]
    public void The_record_itself_does_not_persist()
    {
        var machine = HandoverRuns.Newest.At("jump").Machine;
        var reading = HandoverReading.Of(machine)!;
        Assert.True(reading.Map.Pages.Length > 6);
        Assert.All(reading.Map.Pages, page => Assert.True(Owners("jump").At(page.Page) is { Class: OwnerClass.HandoverMetadata, Persistent: false } extent && extent.Label.StartsWith("record of preserved memory", StringComparison.Ordinal)));
        Assert.All(reading.Map.Pages, page => Assert.NotEqual(OwnerClass.HandoverMetadata, Owners("free-memory-b").At(page.Page)!.Class));
    }

    /// <summary>Where it is between kernels nobody's word tells: the page list, staged boot parameters and their node lead there.</summary>
    [Theory]
    [InlineData("jump")]
    [InlineData("relocate-kernel")]
    [InlineData("boot-memory-b")]
    public void The_handover_is_found_from_the_processors_registers_on(string step)
    {
        var reading = HandoverReading.Of(HandoverRuns.Newest.At(step).Machine)!;
        var kernel = HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine.Kernel!;
        Assert.Equal(kernel.Handover!.Tree, reading.Tree);
        Assert.Equal(kernel.Scratch, reading.Scratch);
        Assert.NotEqual(default, reading.Node);
    }

    /// <summary>A structure, where its entry is found, and what the inspector calls the entry.</summary>
    public static TheoryData<string, ByteRoleKind, string> Structures => new()
    {
        { "tree", ByteRoleKind.DeviceTree, "device tree header" },
        { "map property", ByteRoleKind.DeviceTree, "device tree property" },
        { "radix root", ByteRoleKind.PreservedRecord, "radix entry" },
        { "radix leaf", ByteRoleKind.PreservedRecord, "bits of the record" },
        { "orchestrator's root", ByteRoleKind.HandoverRecord, "orchestrator's root" },
        { "session", ByteRoleKind.HandoverRecord, "session" },
        { "file", ByteRoleKind.HandoverRecord, "file of a session" },
        { "shared data", ByteRoleKind.HandoverRecord, "shared data" },
        { "memfd", ByteRoleKind.HandoverRecord, "memfd" },
        { "unit", ByteRoleKind.HandoverRecord, "remapping unit" },
        { "domain", ByteRoleKind.HandoverRecord, "domain" },
        { "device", ByteRoleKind.HandoverRecord, "device" },
        { "node", ByteRoleKind.HandoverRecord, "setup_data node" },
        { "scratch", ByteRoleKind.HandoverRecord, "scratch area" },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void A_structure_is_taken_apart(string structure, ByteRoleKind kind, string name)
    {
        var inspection = MomentInspection.Of(HandoverRuns.Inspection, HandoverRuns.Newest.At("relocate-kernel").Step.Index);
        var role = inspection.RoleOf(Place(structure, inspection));
        Assert.Equal((kind, name), (role.Kind, role.Decoded?.Kind));
        Assert.False(role.Decoded!.IsBroken);
        Assert.NotNull(role.ReachedFrom);
        int next = 0;
        foreach (var field in role.Decoded.Fields)
        {
            Assert.Equal(next, field.Low);
            next = field.High + 1;
        }
    }

    [Fact]
    public void A_chunk_of_the_old_record_is_taken_apart()
    {
        var run = new RunInspection(HandoverRuns.Of(HandoverVersion.V1));
        var inspection = MomentInspection.Of(run, run.Timeline.At("relocate-kernel").Step.Index);
        var map = inspection.Handover!.Contents!.Map;
        Assert.Equal("bitmap chunk", inspection.RoleOf(map).Decoded!.Kind);
        Assert.Equal("bitmap of a chunk", inspection.RoleOf(map + new ByteCount(16)).Decoded!.Kind);
    }

    private static PhysicalAddress Place(string structure, MomentInspection inspection)
    {
        var handover = inspection.Handover!;
        var kernel = HandoverRuns.Newest.At(HandoverRuns.LastBeforeJump).Machine.Kernel!;
        byte[] bytes = new byte[4096];
        Assert.True(handover.Memory.TryRead(kernel.Orchestrator!.Root, bytes));
        var luo = OrchestratorRoot.Decode(HandoverVersion.V4, bytes, out _)!;
        Assert.True(handover.Memory.TryRead(luo.Sessions + new ByteCount(16), bytes));
        var session = SessionRecord.Decode(bytes);
        Assert.True(handover.Memory.TryRead(new(kernel.Orchestrator.Shared.First(data => data.Compatible == IommuRecord.Compatible).Data), bytes));
        var arrays = IommuRecord.Decode(bytes);
        Assert.True(handover.Memory.TryRead(handover.Tree, bytes));
        return structure switch
        {
            "tree" => handover.Tree,
            "map property" => handover.Tree + new ByteCount((ulong)FlattenedDeviceTree.Values(bytes).First(value => value.Path == "/preserved-memory-map").Offset),
            "radix root" => handover.Contents!.Map,
            "radix leaf" => handover.Map.Pages.First(page => page.What == "radix leaf").Page,
            "orchestrator's root" => kernel.Orchestrator.Root,
            "session" => luo.Sessions + new ByteCount(20),
            "file" => session.Files + new ByteCount(16 + 64),
            "shared data" => luo.SharedData + new ByteCount(16),
            "memfd" => new(kernel.Orchestrator.Sessions[0].Files[0].Data),
            "unit" => arrays.Units + new ByteCount(16),
            "domain" => arrays.Domains + new ByteCount(16),
            "device" => arrays.Devices + new ByteCount(16),
            "node" => handover.Node,
            "scratch" => handover.ScratchArray,
            _ => throw new ArgumentException($"There is no structure \"{structure}\".", nameof(structure)),
        };
    }

    private static OwnershipMap Owners(string step) => HandoverRuns.Inspection.OwnershipAt(HandoverRuns.Newest.At(step).Step.Index);

    private static List<PhysicalRange> Joined(IEnumerable<PhysicalRange> ranges)
    {
        var joined = new List<PhysicalRange>();
        foreach (var range in ranges)
        {
            if (joined is [.., var last] && last.End == range.Start) joined[^1] = PhysicalRange.FromTo(last.Start, range.End);
            else joined.Add(range);
        }
        return joined;
    }
}
