using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>How user space finds what survived: by the kernel's listing, and by a session.</summary>
public class DiscoveryTests
{
    private const string LastBeforeJump = "keep-01-00.0";

    private static readonly Lazy<RunTimeline> LazyListed = new(() => Runner.Run(Runs.Plan("pkernfs-procfs")));

    private static readonly Lazy<RunTimeline> LazySession = new(() => Runner.Run(VariantTests.Plan("pkernfs", Variants.Default with { Discovery = Discovery.LuoSession })));

    private static RunTimeline Listed => LazyListed.Value;

    private static RunTimeline Session => LazySession.Value;

    [Theory]
    [InlineData("run-guest", "VFIO container 1")]
    [InlineData("jump", null)]
    [InlineData("defer-attach", null)]
    [InlineData("list-persisted-b", null)]
    [InlineData("open-persisted-b", "open")]
    [InlineData("set-persistent-tables-b", "VFIO container 1")]
    public void The_listing_is_decoded_and_knows_who_has_an_entry(string step, string? claim)
    {
        var entry = Assert.Single(Entries(Listed, step));
        Assert.Equal("/iommu/dom-0", entry.Path);
        Assert.Equal(Runs.Assigned, Assert.Single(entry.Functions).Address);
        Assert.Equal(claim, entry.Claim);
        Assert.False(entry.IsContainer);
    }

    /// <summary>Nobody opens it: the domain stays listed and its device works on.</summary>
    [Fact]
    public void An_entry_that_nobody_claims_stays_listed()
    {
        var plan = Listed.Plan with { Edits = [new SkipStep("open-persisted-b")] };
        var run = Runner.Branch(Listed, plan);
        Assert.Equal(Errno.EBADF, Assert.Single(run.At("set-persistent-tables-b").Step.Refusals).Error);
        Assert.Null(Assert.Single(Entries(run, "guest-goes-on")).Claim);
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Theory]
    [InlineData("00:03.0")]
    [InlineData("iommu")]
    public void A_device_without_a_persisted_domain_has_no_entry(string device)
    {
        var run = Runner.Branch(Listed, Listed.Plan with { Edits = [new ChangeArgument("open-persisted-b", "device", device)] });
        Assert.Equal(Errno.ENOENT, Assert.Single(run.At("open-persisted-b").Step.Refusals).Error);
    }

    [Fact]
    public void An_entry_is_opened_once()
    {
        var operation = new Operation(Listed.Plan, Listed.At("open-persisted-b").Machine) { Arguments = Listed.At("open-persisted-b").Step.Arguments };
        Approaches.Steps(Listed.Plan).First(step => step.Id == "open-persisted-b").Act(operation);
        Assert.Equal(Errno.EBUSY, Assert.Single(operation.Refusals).Error);
    }

    /// <summary>The listing rests on the medium and on hardware's tables: with either lost there is nothing to find.</summary>
    [Theory]
    [InlineData("context entry of 01:00.0", "open-persisted-b")]
    [InlineData("inode of dom-0", "list-persisted-b")]
    public void What_is_not_on_the_medium_is_not_listed(string structure, string step)
    {
        var bytes = PersistedStructure.Find(structure, Listed.At("start-vmm-b").Machine);
        var moments = Listed.GoOn("start-vmm-b", Listed.Poke("start-vmm-b", memory => memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        Assert.Equal(step, moments.First(moment => moment.Step.Problems.Length > 0).Step.Id);
    }

    [Fact]
    public void A_session_is_bytes_that_name_the_file()
    {
        var entries = Table(Session.At("jump").Machine).Read(out string? problem)!.Value;
        Assert.Null(problem);
        Assert.Equal([("vm-0", 1UL, SessionFileKind.Tables), ("vm-0", 2UL, SessionFileKind.Memory)], entries.Select(entry => (entry.Session, entry.Token, entry.Kind)));
        var medium = Medium(Session.At("jump").Machine);
        Assert.Equal([medium.Lookup("/iommu/dom-0")!.Number, medium.Lookup("/guest-ram")!.Number], entries.Select(entry => entry.File));
    }

    /// <summary>The last session takes the table with it: its inode is free, its block's bit is clear, and nothing of the medium is hurt.</summary>
    [Fact]
    public void With_the_last_session_the_table_goes()
    {
        var before = Medium(Session.Before("finish-session").Machine);
        var after = Medium(Session.At("finish-session").Machine);
        Assert.True(before.IsAllocated(before.Lookup("/luo-sessions")!.MappingsBlock));
        Assert.Null(after.Lookup("/luo-sessions"));
        Assert.False(after.IsAllocated(before.Lookup("/luo-sessions")!.MappingsBlock));
        Assert.Empty(after.Problems);
        Assert.Equal(Errno.ENOENT, new SessionDriver(Session.OperationAfter("finish-session").Kernel!).Finish("vm-0").Error);
    }

    [Theory]
    [InlineData("header", "in place of its magic")]
    [InlineData("entry", "does not match its checksum")]
    [InlineData("guest RAM's entry", "does not match its checksum")]
    [InlineData("one byte", "does not match its checksum")]
    [InlineData("inode", "nobody preserved a session, or its file is lost")]
    public void A_session_that_is_lost_is_missed(string structure, string words)
    {
        var machine = Session.At(LastBeforeJump).Machine;
        var bytes = structure switch
        {
            "header" => Table(machine).HeaderBytes,
            "entry" => Table(machine).EntryBytes(0),
            "guest RAM's entry" => Table(machine).EntryBytes(1),
            "one byte" => new PhysicalRange(Table(machine).EntryBytes(0).Start + new ByteCount(64), new(1)),
            _ => Medium(machine).InodeBytes(Medium(machine).Lookup("/luo-sessions")!.Number),
        };
        // A lost inode takes all older ones of its directory with it, so that one goes after the boot, and it is not the directory's newest.
        string from = structure == "inode" ? "mount-b" : LastBeforeJump;
        var moments = Session.GoOn(from, Session.Poke(from, memory => memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("start-vmm-b", first.Step.Id);
        Assert.Contains(words, first.Step.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("session", "vm-1", "There is no session vm-1; there are: vm-0.")]
    [InlineData("token", "0x3", "has no file under token 0x3")]
    public void Another_name_or_token_finds_nothing(string argument, string value, string words)
    {
        var run = Runner.Branch(Session, Session.Plan with { Edits = [new ChangeArgument("retrieve-session-b", argument, value)] });
        var refusal = Assert.Single(run.At("retrieve-session-b").Step.Refusals);
        Assert.Equal(Errno.ENOENT, refusal.Error);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EBUSY, Assert.Single(run.At("finish-session").Step.Refusals).Error);
    }

    [Fact]
    public void A_token_is_good_once_and_means_one_file()
    {
        var operation = Session.OperationAfter("retrieve-session-b");
        var driver = new SessionDriver(operation.Kernel!);
        Assert.Equal(Errno.EBUSY, driver.Retrieve("vm-0", 1, out _).Error);
        var medium = Medium(Session.At("retrieve-session-b").Machine);
        Assert.Equal(Errno.EBUSY, driver.Retrieve("vm-0", 2, out _).Error);
        Assert.Equal(Errno.EEXIST, driver.Preserve("vm-0", 1, medium.Lookup("/guest-ram")!.Number).Error);
        Assert.Equal(Errno.EINVAL, driver.Preserve("vm-0", 3, medium.Lookup("/iommu")!.Number).Error);
        Assert.Equal(Errno.ENOENT, driver.Preserve("vm-0", 3, new(4711)).Error);
        Assert.Equal(Errno.EINVAL, driver.Preserve(new string('n', 64), 3, medium.Lookup("/guest-ram")!.Number).Error);
        Assert.True(driver.Preserve("vm-0", 3, medium.Lookup("/guest-ram")!.Number).Succeeded);
    }

    [Fact]
    public void Each_byte_of_the_table_is_told()
    {
        var inspection = MomentInspection.Of(new RunInspection(Session), Session.At("jump").Step.Index);
        var table = Table(inspection.Platform);
        var header = inspection.RoleOf(table.HeaderBytes.Start);
        var entry = inspection.RoleOf(table.EntryBytes(0).Start + new ByteCount(70));
        Assert.Equal((ByteRoleKind.SessionTable, "Header of /luo-sessions"), (header.Kind, header.Title));
        Assert.Equal("vm-0, token 0x1: /iommu/dom-0", entry.Decoded!.Summary);
        Assert.All((DecodedEntry[])[header.Decoded!, entry.Decoded], decoded =>
            Assert.Equal(Enumerable.Range(0, decoded.Length * 8), decoded.Fields.SelectMany(field => Enumerable.Range(field.Low, field.Width))));
        Assert.Empty(inspection.Medium!.Problems);
    }

    private static ImmutableArray<PersistedEntry> Entries(RunTimeline run, string step)
    {
        var machine = run.At(step).Machine;
        return PersistedListing.Read(machine.Platform, Runs.Region, machine.Platform.Unit.RootTable, machine.Kernel);
    }

    private static PkernfsReader Medium(MachineState machine) => new(machine.Platform.Memory, Runs.Region);

    private static SessionTableReader Table(MachineState machine) => Table(machine.Platform);

    private static SessionTableReader Table(PlatformState platform)
    {
        var medium = new PkernfsReader(platform.Memory, Runs.Region);
        return new(platform.Memory, medium.BlockAddress(medium.Lookup("/luo-sessions")!.MappingsBlock));
    }
}
