using Pkernfs.Core.Artifacts;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Tests.LiveUpdate.Fleet;

namespace Pkernfs.Core.Tests.Scenarios;

/// <summary>Several guests in a scenario file.</summary>
public class FleetScenarioTests
{
    [Fact]
    public void Guests_have_names_files_and_devices()
    {
        var plan = FleetRuns.Plan(FleetRuns.SmallText);
        Assert.Equal(["db", "web", "idle"], plan.Guests.Select(guest => guest.Name));
        Assert.Equal(["guest-ram-db", "guest-ram-web", "guest-ram-idle"], plan.Guests.Select(guest => guest.RamFile));
        Assert.Equal(["vm-state-db", "/iommu/dom-db"], [plan.Guest.StateFile, plan.Guest.DomainPath]);
        Assert.Equal([2, 1, 0], plan.Guests.Select(guest => plan.DevicesOf(guest).Count()));
    }

    [Fact]
    public void One_guest_alone_has_no_name_and_its_files_have_no_ending()
    {
        var plan = FleetRuns.Plan(GoodScenario.Text);
        var guest = Assert.Single(plan.Guests);
        Assert.Equal(("", "guest-ram", "vm-state", "/iommu/dom-0"), (guest.Name, guest.RamFile, guest.StateFile, guest.DomainPath));
        Assert.Equal(["", ""], plan.Devices.Select(device => device.Guest));
        Assert.DoesNotContain(Approaches.Steps(plan).SelectMany(step => step.Arguments), argument => argument.Name.Contains('-', StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_of_one_guest_needs_no_word_of_it_in_devices()
    {
        var plan = FleetRuns.Plan(GoodScenario.Text.Replace("guest:\n  ram-file: guest-ram\n  memory: 512M\n  vcpus: 4\n", "guests:\n  - {name: db, memory: 512M, vcpus: 4}\n", StringComparison.Ordinal));
        Assert.Equal("db", Assert.Single(plan.Guests).Name);
        Assert.Equal(["db", ""], plan.Devices.Select(device => device.Guest));
    }

    [Theory]
    [InlineData("guests:\n", "guest: {ram-file: guest-ram, memory: 1M, vcpus: 1}\nguests:\n", "s.yaml:15:3: error: Both 'guest' and 'guests' are here. Give one guest under 'guest', or all of them under 'guests', each with a name.")]
    [InlineData("name: web,", "name: db,", "s.yaml:15:12: error: The guest 'db' is here twice; it is first in line 14. Devices and files go by the name, so each guest wants its own.")]
    [InlineData("name: web,", "name: Web,", "s.yaml:15:12: error: A guest's name stands in names of files and in links: 1 to 32 lower-case letters, digits and hyphens, not 'Web'.")]
    [InlineData("name: web,", "name: web, ram-file: guest-ram-db,", "s.yaml:15:12: error: The guest 'web' would keep its RAM in guest-ram-db, which is a file of 'db'. Give it another 'ram-file'.")]
    [InlineData("name: web,", "name: web, ram-file: vm-state-db,", "s.yaml:15:12: error: The guest 'web' would keep its RAM in vm-state-db, which is a file of 'db'. Give it another 'ram-file'.")]
    [InlineData("{name: web, memory", "{memory", "s.yaml:15:5: error: The key 'name' is missing in a guest.")]
    [InlineData("{name: web, memory: 64M, vcpus: 2}", "web", "s.yaml:15:5: error: Wanted is a guest with the keys name, memory and vcpus; here is a single value.")]
    [InlineData("guest: web}", "guest: wed}", "s.yaml:20:52: error: There is no guest 'wed'. Did you mean 'web'? Guests are: db, web, idle.")]
    [InlineData(", guest: web}", "}", "s.yaml:20:5: error: A persistent device is passed through to one of the guests: say which with 'guest', by its name.")]
    [InlineData("persistent: false}", "persistent: false, guest: web}", "s.yaml:21:53: error: A device of the host's own has no guest: leave 'guest' out, or make the device persistent.")]
    [InlineData("memory: 64M", "memory: 710M", "s.yaml:16:26: error: The guests do not fit, from 'idle' on: 3 guests need 510 blocks of 2 MiB (data, and of each mappings, saved state and domain) beside 3 others; the region of 1 GiB has 512. Make pkernfs= and memmap= larger, or the guests smaller.")]
    [InlineData("memory: 64M", "memory: 63M", "s.yaml:15:25: error: The guest's memory of 63 MiB is not a multiple of 2 MiB, the block size of pkernfs.")]
    [InlineData("approach: pkernfs", "approach: save-restore", "s.yaml:14:3: error: The approach save-restore carries one guest across, here are 3. Leave one of them, or take pkernfs, which carries any number.")]
    [InlineData("approach: pkernfs", "approach: container-file", "s.yaml:14:3: error: The approach container-file carries one guest across, here are 3. Leave one of them, or take pkernfs, which carries any number.")]
    public void A_mistake_is_told_where_it_is(string part, string instead, string finding) =>
        Assert.Equal(finding, FleetRuns.Read(FleetRuns.SmallText.Replace(part, instead, StringComparison.Ordinal)).Findings[0].ToString());

    [Fact]
    public void A_device_of_the_only_guest_names_none()
    {
        string text = GoodScenario.Text.Replace("persistent: true", "persistent: true\n    guest: db", StringComparison.Ordinal);
        Assert.Contains("There is one guest, and it has no name: leave 'guest' out, or list the guests under 'guests'.", Assert.Single(FleetRuns.Read(text).Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_of_guests_is_refused() =>
        Assert.Contains("'guests' wants 1 to 256 guests; here are 0.", FleetRuns.Read(GoodScenario.Text.Replace("guest:\n  ram-file: guest-ram\n  memory: 512M\n  vcpus: 4\n", "guests: []\n", StringComparison.Ordinal)).Findings[0].ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_limit_is_lifted_by_its_name()
    {
        Assert.True(FleetRuns.Plan(FleetRuns.SmallText + "options:\n  lifted-limits: [large-mappings]\n").Options.Lifts(LiftedLimits.LargeMappings));
        Assert.False(FleetRuns.Plan(FleetRuns.SmallText).Options.Lifts(LiftedLimits.LargeMappings));
    }

    [Fact]
    public void An_unknown_limit_is_told_with_the_nearest_one() =>
        Assert.Contains("There is no limit 'large-mapping' to lift. Did you mean 'large-mappings'? Limits are: ", FleetRuns.Read(FleetRuns.SmallText + "options:\n  lifted-limits: [large-mapping]\n").Findings[0].ToString(), StringComparison.Ordinal);

    /// <summary>As for one guest: a limit of the posted design is no mistake of the scenario's.</summary>
    [Fact]
    public void Limits_of_the_design_are_told_at_the_guests_that_meet_them()
    {
        string text = FleetRuns.SmallText.Replace("q35-6g", "server-12t", StringComparison.Ordinal).Replace("memmap=1G%4G pkernfs=1G!4G", "memmap=12292G%36G pkernfs=12292G!36G", StringComparison.Ordinal)
            .Replace("memory: 256M", "memory: 400G", StringComparison.Ordinal).Replace("memory: 64M", "memory: 1T", StringComparison.Ordinal).Replace("memory: 32M", "memory: 800G", StringComparison.Ordinal)
            .Replace("00:02.0", "17:00.0", StringComparison.Ordinal).Replace("00:04.0", "2a:00.0", StringComparison.Ordinal).Replace("01:00.0", "3d:00.0", StringComparison.Ordinal).Replace("00:03.0", "02:00.0", StringComparison.Ordinal);
        const string OneFile = "one file has at most 262144, 512 GiB (RFC 04/18), so the guest RAM file cannot be made. The option lifted-limits: [gigantic-blocks] is ours and lifts that.";

        Assert.Equal(
            [
                $"s.yaml:15:25: warning: The guest's memory takes 524288 blocks; {OneFile}",
                $"s.yaml:16:26: warning: The guest's memory takes 409600 blocks; {OneFile}",
                "s.yaml:16:26: warning: The guests take 1138702 blocks; the allocator looks at 1048576, 2 TiB (RFC 03/18), so files will lack some, from those of 'idle' on. The option lifted-limits: [whole-bitmap] is ours and lifts that to 16 TiB.",
            ],
            FleetRuns.Read(text).Findings.Select(finding => finding.ToString()));
        Assert.Empty(FleetRuns.Read(text + "options:\n  lifted-limits: [gigantic-blocks, whole-bitmap]\n").Findings);
    }

    [Fact]
    public void A_copy_of_the_built_in_host_reads_as_the_same_plan_with_the_edit()
    {
        var scenario = ScenarioLibrary.Load("fleet-host").Scenario!;
        Assert.True(PlanEdits.TryParse("set:restore-vm:file-db-3=vm-state-db-2", out var edits, out _));
        var copy = ScenarioReader.Read("copy.yaml", ScenarioCopy.Of(scenario, edits, "Another's state")!, NoScenarioFiles.Instance).Scenario!;
        Assert.Equal(scenario.Plan.Guests, copy.Plan.Guests);
        Assert.Equal(scenario.Plan.Devices, copy.Plan.Devices);
        Assert.Equal(PlanEdits.Write(edits), PlanEdits.Write(copy.Plan.Edits));
    }
}
