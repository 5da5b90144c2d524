using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Scenarios;

public class BadScenarioTests
{
    [Fact]
    public void The_good_scenario_has_no_findings() => Assert.Empty(Read(GoodScenario.Text).Findings);

    [Theory]
    [InlineData("name: good\n", "", "s.yaml:1:1: error: The key 'name' is missing in the scenario.")]
    [InlineData("name: good", "nmae: good", "s.yaml:1:1: error: There is no key 'nmae' in the scenario. Did you mean 'name'? Keys here are: name, title, description, board, approach, seed, kernels, guest, guests, devices, options, edits.")]
    [InlineData("name: good", "name: Good Name", "s.yaml:1:7: error: 'name' is used in links: at most 64 lower-case letters, digits and hyphens, not 'Good Name'.")]
    [InlineData("name: good", "name:", "s.yaml:1:6: error: 'name' in the scenario wants a single value; here is nothing.")]
    [InlineData("name: good", "name: [good]", "s.yaml:1:7: error: 'name' in the scenario wants a single value; here is a list.")]
    [InlineData("title: A good scenario", "title: {a: b}", "s.yaml:2:8: error: 'title' in the scenario wants a single value; here is a mapping.")]
    [InlineData("title: A good scenario", "title: A good scenario\ntitle: Another", "s.yaml:3:1: error: The key 'title' is here twice; it is first in line 2.")]
    [InlineData("title: A good scenario", "titel: A good scenario", "s.yaml:2:1: error: There is no key 'titel' in the scenario. Did you mean 'title'? Keys here are: name, title, description, board, approach, seed, kernels, guest, guests, devices, options, edits.")]
    [InlineData("board: q35-6g\n", "", "s.yaml:1:1: error: The key 'board' is missing in the scenario.")]
    [InlineData("board: q35-6g", "board: q35-6G", "s.yaml:3:8: error: There is no built-in board 'q35-6G'. Did you mean 'q35-6g'? In the browser a board is a built-in one (q35-6g, server-12t, server-1t, server-512g, server-80g) or listed by hand; board folders and kernel logs are read by the program's commands, from files only.")]
    [InlineData("board: q35-6g", "board: ../boards/mine", "s.yaml:3:8: error: There is no built-in board '../boards/mine'. In the browser a board is a built-in one (q35-6g, server-12t, server-1t, server-512g, server-80g) or listed by hand; board folders and kernel logs are read by the program's commands, from files only.")]
    [InlineData("board: q35-6g", "board: [q35-6g]", "s.yaml:3:8: error: 'board' in the scenario wants a single value; here is a list.")]
    [InlineData("approach: pkernfs", "approach: pkernf", "s.yaml:4:11: error: There is no approach 'pkernf'. Did you mean 'pkernfs'? Approaches are: {approaches}.")]
    [InlineData("approach: pkernfs", "approach: by-hand", "s.yaml:4:11: error: There is no approach 'by-hand'. Approaches are: {approaches}.")]
    [InlineData("seed: 7", "seed: 7\nedits: skip:save-vm", "s.yaml:6:8: error: 'edits' in the scenario wants a list; here is a single value.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - skip:save-vm\n  - leap:save-vm", "s.yaml:8:5: error: 'leap:save-vm' is no edit: write skip:STEP, fault:FAULT@STEP, set:STEP:ARGUMENT=VALUE or move:STEP@STEP.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - skip:save-vm\n  - skip:save-vn", "s.yaml:8:5: error: There is no step 'save-vn' in this run.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - skip:save-vm\n  - skip:save-vm", "s.yaml:8:5: error: There is no step 'save-vm' in this run.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - set:map-memory-b:iova=here", "s.yaml:7:5: error: 'here' is no address: iova wants one such as 0x100000 or 2G+4M.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - set:map-memory-b:iov=0", "s.yaml:7:5: error: The step 'map-memory-b' has no argument 'iov'; it has: iova, size, offset.")]
    [InlineData("seed: 7", "seed: 7\nedits:\n  - [skip:save-vm]", "s.yaml:7:5: error: Wanted is an edit such as skip:save-vm; here is a list.")]
    [InlineData("seed: 7", "seed: seven", "s.yaml:5:7: error: 'seed' wants a whole number from 0 to 18446744073709551615; 'seven' is not one.")]
    [InlineData("seed: 7", "seed: -1", "s.yaml:5:7: error: 'seed' wants a whole number from 0 to 18446744073709551615; '-1' is not one.")]
    [InlineData("seed: 7", "seed: 18446744073709551616", "s.yaml:5:7: error: 'seed' wants a whole number from 0 to 18446744073709551615; '18446744073709551616' is not one.")]
    [InlineData("seed: 7", "", "s.yaml:1:1: error: The key 'seed' is missing in the scenario.")]
    [InlineData("  a:\n", "  c:\n", "s.yaml:7:3: error: The key 'a' is missing in kernels.")]
    [InlineData("release: 6.7.0", "release: ''", "s.yaml:8:14: error: 'release' wants one word of at most 64 characters, such as 6.7.0.")]
    [InlineData("release: 6.7.0", "release: 6.7.0 debian", "s.yaml:8:14: error: 'release' wants one word of at most 64 characters, such as 6.7.0.")]
    [InlineData("    release: 6.8.0\n", "", "s.yaml:11:5: error: The key 'release' is missing in kernel b.")]
    [InlineData("quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G\n", "quiet memmap=1G%4G pkernfs=1G!4G\n", "s.yaml:9:19: error: The IOMMU of kernel a is off; the approach carries its tables across the kexec: add intel_iommu=on.")]
    [InlineData("quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G\n", "quiet intel_iommu=off memmap=1G%4G pkernfs=1G!4G\n", "s.yaml:9:25: error: The IOMMU of kernel a is off; the approach carries its tables across the kexec: add intel_iommu=on.")]
    [InlineData("intel_iommu=on", "intel_iommu=on iommu=off", "s.yaml:9:40: error: The IOMMU of kernel a is off; the approach carries its tables across the kexec: add intel_iommu=on.")]
    [InlineData("quiet intel_iommu", "iommu=pt intel_iommu", "s.yaml:9:19: note: Kernel a gives host devices identity domains: their DMA is not confined to what they were given.")]
    [InlineData("intel_iommu=on", "intel_iommu=on,sm_on", "s.yaml:9:25: warning: Kernel a asks for scalable mode; the series keeps legacy root and context tables, and those are modelled (RFC 09/18).")]
    [InlineData("intel_iommu=on", "intel_iommu=on,sp_of", "s.yaml:9:40: warning: 'sp_of' is not an option of intel_iommu= and is ignored.")]
    [InlineData("quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G liveupdate", "quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G", "s.yaml:12:19: warning: Kernel b lacks liveupdate: it will start over instead of restoring (RFC 06/18).")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G\n", "memmap=1G%4G pkernfs=1G!4G liveupdate\n", "s.yaml:9:67: warning: Kernel a has liveupdate: it boots first and has nothing to restore (RFC 06/18).")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G liveupdate", "memmap=1G%4G pkernfs=1G!4G liveupdate=1", "s.yaml:12:78: warning: liveupdate takes no value: the word alone turns it on, whatever follows it (RFC 06/18).")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G liveupdate", "memmap=2G%4G pkernfs=1G!4G liveupdate", "s.yaml:12:40: error: Kernel b's memmap= differs from kernel a's (memmap=1G%4G): the next kernel must leave out the same memory, and nothing else tells it to.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G liveupdate", "memmap=1G%4G pkernfs=512M!4G liveupdate", "s.yaml:12:53: error: Kernel b's region [0x100000000-0x11fffffff] is not kernel a's [0x100000000-0x13fffffff]: it would not find the file system.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G liveupdate", "memmap=1G%4G pkernfs=1G!4G nopat liveupdate", "s.yaml:12:67: warning: The command lines of kernels a and b differ in more than liveupdate: nopat.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%1G pkernfs=1G!1G", "s.yaml:9:53: warning: The region covers memory that firmware keeps: [0x7ffd7000-0x7fffffff] (reserved), and in it the ACPI tables FACS, DSDT, FACP, APIC, HPET, MCFG, DMAR, WAET, RSDT. pkernfs would write over it.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%8G pkernfs=1G!8G", "s.yaml:9:53: error: The region [0x200000000-0x23fffffff] is not all RAM: the board 'q35-6g' has none at [0x200000000-0x23fffffff].")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=2G%3G pkernfs=2G!3G", "s.yaml:9:53: error: The region [0xc0000000-0x13fffffff] is not all RAM: the board 'q35-6g' has none at [0xc0000000-0xffffffff].")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "pkernfs=1G!4G", "s.yaml:9:40: error: memmap= does not cover the region: [0x100000000-0x13fffffff] stays usable RAM, and the kernel would use it. Write memmap=1G%4G.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=512M%4G pkernfs=1G!4G", "s.yaml:9:55: error: memmap= does not cover the region: [0x120000000-0x13fffffff] stays usable RAM, and the kernel would use it. Write memmap=1G%4G.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%4G pkernfs=1G!4097M", "s.yaml:9:53: error: The region's base 0x100100000 is not a multiple of 2 MiB, the block size of pkernfs.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%4G pkernfs=1023M!4G", "s.yaml:9:53: error: The region's size 1023 MiB is not a multiple of 2 MiB, the block size of pkernfs.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=4M%4G pkernfs=4M!4G", "s.yaml:9:53: error: The region's size 4 MiB leaves nothing for files: the super block and the inode store take 4 MiB.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%4G", "s.yaml:9:19: error: Kernel a has no pkernfs region: add memmap=<size>%<base> pkernfs=<size>!<base> to its command line (RFC 01/18).")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%4G pkernfs=1G!0", "s.yaml:9:64: warning: A base of 0 turns pkernfs off: the posted code takes a base that is not 0 for the sign that it is on (RFC 07/18).")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G?4G pkernfs=1G!4G", "s.yaml:9:49: warning: '?' does not say what memmap= should do: write @ (usable), # (ACPI data), $ (reserved), ! (persistent) or % (remove) between size and start.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "memmap=1G%4G mem=128M pkernfs=1G!4G", "s.yaml:9:62: error: Only 130680 KiB of RAM are left to the kernel; it needs 256 MiB at least.")]
    [InlineData("quiet", "quiet note=\"open", "s.yaml:9:30: warning: The quote that begins here is not closed, so all that follows belongs to one parameter.")]
    [InlineData("ram-file: guest-ram", "ram-file: ''", "s.yaml:14:13: error: 'ram-file' is empty: name the file that holds the guest's RAM, such as guest-ram.")]
    [InlineData("ram-file: guest-ram", "ram-file: a/b", "s.yaml:14:13: error: 'ram-file' has a '/' in it: guest RAM is a file in the root directory of pkernfs.")]
    [InlineData("ram-file: guest-ram", "ram-file: iommu", "s.yaml:14:13: error: 'ram-file' cannot be 'iommu': the file system has a directory of that name.")]
    [InlineData("ram-file: guest-ram", "ram-file: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "s.yaml:14:13: error: 'ram-file' has 256 bytes; an inode has room for 255 (RFC 02/18).")]
    [InlineData("memory: 512M", "memory: 0", "s.yaml:15:11: error: The guest has no memory: 'memory' wants a multiple of 2 MiB.")]
    [InlineData("memory: 512M", "memory: 513M", "s.yaml:15:11: error: The guest's memory of 513 MiB is not a multiple of 2 MiB, the block size of pkernfs.")]
    [InlineData("memory: 512M", "memory: 512 MB", "s.yaml:15:11: error: 'memory': '512 MB' does not say whether the unit counts in 1000 or 1024: write M or MiB.")]
    [InlineData("memory: 512M", "memory: lots", "s.yaml:15:11: error: 'memory': 'lots' is not a size: write 512M, 1 GiB or 0x40000000.")]
    [InlineData("memory: 512M", "memory: 1016M", "s.yaml:15:11: error: The guest does not fit: 508 data blocks of 2 MiB and 5 others (2 fixed, root-pgtables, mappings, domain) make 513; the region of 1 GiB has 512.")]
    [InlineData("memory: 512M", "memory: 1T", "s.yaml:15:11: warning: The guest's memory takes 524288 blocks; one file has at most 262144, 512 GiB (RFC 04/18), so the guest RAM file cannot be made. The option lifted-limits: [gigantic-blocks] is ours and lifts that.")]
    [InlineData("memory: 512M", "memory: 16E", "s.yaml:15:11: error: 'memory': The size '16E' needs more than 64 bits.")]
    [InlineData("vcpus: 4", "vcpus: 0", "s.yaml:16:10: error: 'vcpus' is 0, outside of 1 to 1024.")]
    [InlineData("vcpus: 4", "vcpus: 1025", "s.yaml:16:10: error: 'vcpus' is 1025, outside of 1 to 1024.")]
    [InlineData("vcpus: 4", "vcpu: 4", "s.yaml:16:3: error: There is no key 'vcpu' in guest. Did you mean 'vcpus'? Keys here are: ram-file, memory, vcpus.")]
    [InlineData("  vcpus: 4\n", "", "s.yaml:14:3: error: The key 'vcpus' is missing in guest.")]
    [InlineData("\"01:00.0\"", "\"01:00.8\"", "s.yaml:18:15: error: '01:00.8' is not a PCI address: wanted is bus:device.function in hexadecimal, such as 01:00.0 (device up to 1f, function up to 7).")]
    [InlineData("\"01:00.0\"", "\"01:01.0\"", "s.yaml:18:15: error: The board 'q35-6g' has no function 01:01.0. The nearest is 01:00.0 (8086:10d3).")]
    [InlineData("\"01:00.0\"", "\"00:05.0\"", "s.yaml:18:15: error: The function 00:05.0 is a PCI bridge; it does no DMA of its own.")]
    [InlineData("\"00:03.0\"", "\"01:00.0\"", "s.yaml:21:15: error: The function 01:00.0 is here twice; it is first in line 18.")]
    [InlineData("persistent: true", "persistent: yes", "s.yaml:20:17: error: 'persistent' wants true or false; here is 'yes'.")]
    [InlineData("persistent: true", "persistent: false", "s.yaml:18:3: warning: No device is persistent: nothing does DMA across the kexec.")]
    [InlineData("persistent: false", "persistent: true", "s.yaml:18:3: warning: No device is the host's own: nothing shows what the next kernel does with the others.")]
    [InlineData("label: NVMe, host", "lable: NVMe, host", "s.yaml:22:5: error: There is no key 'lable' in a device. Did you mean 'label'? Keys here are: function, label, persistent, guest.")]
    [InlineData("[zap-every-device]", "[zap-every-devise]", "s.yaml:25:15: error: There is no option 'zap-every-devise'. Did you mean 'zap-every-device'? Options are: zap-every-device, reallocate-on-truncate, type-test-by-or, unbounded-allocation, unchecked-region-pages, unchecked-region-bitmap.")]
    [InlineData("[zap-every-device]", "maybe", "s.yaml:25:14: error: 'as-posted' wants true or false; here is 'maybe'.")]
    [InlineData("[zap-every-device]", "[{a: b}]", "s.yaml:25:15: error: Wanted is an option's name; here is a mapping.")]
    [InlineData("as-posted: [zap-every-device]", "discovery: procfs", "s.yaml:25:14: error: There is no discovery 'procfs'. It is one of: reinjected-file, procfs-listing, luo-session.")]
    [InlineData("as-posted: [zap-every-device]", "memory: dinamic", "s.yaml:25:11: error: There is no memory 'dinamic'. Did you mean 'dynamic'? It is one of: carve-out, dynamic.")]
    [InlineData("as-posted: [zap-every-device]", "vmm-layout: [same]", "s.yaml:25:15: error: 'vmm-layout' in options wants a single value; here is a list.")]
    [InlineData("as-posted: [zap-every-device]", "lifted-limits: [several-region]", "s.yaml:25:19: error: There is no limit 'several-region' to lift. Did you mean 'several-regions'? Limits are: several-regions, gigantic-blocks, whole-bitmap, large-mappings.")]
    [InlineData("as-posted: [zap-every-device]", "lifted-limits: several-regions", "s.yaml:25:18: error: 'lifted-limits' in options wants a list; here is a single value.")]
    [InlineData("as-posted: [zap-every-device]", "restore-ordre: device-first", "s.yaml:25:3: error: There is no key 'restore-ordre' in options. Did you mean 'restore-order'? Keys here are: as-posted, lifted-limits, handover, discovery, memory, vmm-layout, restore-order.")]
    [InlineData("as-posted: [zap-every-device]", "memory: dynamic", "s.yaml:9:53: error: Kernel a says where the region is, [0x100000000-0x13fffffff]; with memory: dynamic the kernel chooses that: write pkernfs=1G and no memmap= for it.")]
    [InlineData("memmap=1G%4G pkernfs=1G!4G", "pkernfs=1G", "s.yaml:9:40: error: pkernfs= gives a size and no base: write pkernfs=1G!<base> with a memmap= to match, or let the kernel choose the place with options: memory: dynamic.")]
    [InlineData("options:\n", "optoins:\n", "s.yaml:24:1: error: There is no key 'optoins' in the scenario. Did you mean 'options'? Keys here are: name, title, description, board, approach, seed, kernels, guest, guests, devices, options, edits.")]
    [InlineData("title: A good", "title: &a A good", "s.yaml:2:8: error: An anchor (&) is refused: write the value again where it is needed.")]
    [InlineData("title: A good scenario", "title: *a", "s.yaml:2:8: error: An alias (*) is refused: write the value again.")]
    [InlineData("title: A good", "title: !!str A good", "s.yaml:2:8: error: A tag (!) is refused: values have no types but the format's own.")]
    [InlineData("title: A good scenario", "title: \"A good", "s.yaml:2:8: error: This is not YAML: While scanning a multi-line double-quoted scalar, found wrong indentation.")]
    [InlineData("title: A good scenario", "title: a: b", "s.yaml:2:9: error: This is not YAML: While scanning a plain scalar value, found invalid mapping.")]
    [InlineData("  vcpus: 4\n", "\tvcpus: 4\n", "s.yaml:16:1: error: A tab indents this line; YAML wants blanks.")]
    [InlineData("as-posted: [zap-every-device]\n", "as-posted: true\n---\nname: second\n", "s.yaml:26:1: error: A second document begins here: a file holds one scenario.")]
    [InlineData("name: good", "- name: good", "s.yaml:2:1: error: This is not YAML: While parsing a block collection, did not find expected '-' indicator.")]
    [InlineData("title: A good scenario", "title: A \0 good scenario", "s.yaml:2:10: error: The character U+0000 here does not belong in a text: the file is not a scenario, or is damaged.")]
    [InlineData("devices:", "devices: none\nother:", "s.yaml:17:10: error: 'devices' in the scenario wants a list; here is a single value.")]
    [InlineData("title: A good scenario", "? [a]\n: b", "s.yaml:2:3: error: A key is a single word; here is a list.")]
    [InlineData("persistent: true", "{persistent: true", "s.yaml:21:3: error: This is not YAML: a bracket before here is not closed, or a dash, quote or colon is out of place.")]
    [InlineData("title: A good scenario", "title: ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt", "s.yaml:2:8: error: 'title' has 121 characters; there is room for 120.")]
    [InlineData("label: NVMe, host", "label: \"a\\nb\"", "s.yaml:22:12: error: 'label' has a control character or a line end in it.")]
    [InlineData("release: 6.8.0", "release: \"6.8\\0\"", "s.yaml:11:14: error: 'release' wants one word of at most 64 characters, such as 6.7.0.")]
    public void One_edit_gives_its_finding_at_its_place(string wanted, string replacement, string finding)
    {
        wanted = wanted.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Contains(wanted, GoodScenario.Text);
        var result = Read(GoodScenario.Text.Replace(wanted, replacement, StringComparison.Ordinal));
        finding = finding.Replace("{approaches}", string.Join(", ", Approaches.Names), StringComparison.Ordinal);
        Assert.Contains(finding, result.Findings.Select(each => each.ToString()));
        Assert.Equal(result.Findings.Any(each => each.Severity == Severity.Error), result.Scenario is null);
    }

    /// <summary>pkernfs gives a guest all of its devices; what the other approaches do with a second one is said before.</summary>
    [Fact]
    public void A_second_device_in_an_approach_that_carries_one_is_told()
    {
        string both = GoodScenario.Text.Replace("persistent: false", "persistent: true", StringComparison.Ordinal);
        string finding = "warning: The approach save-restore gives the guest one device, the first; nobody starts 00:03.0.";
        Assert.DoesNotContain(Read(both).Findings, each => each.ToString().Contains("gives the guest one device", StringComparison.Ordinal));
        Assert.Contains(Read(both.Replace("approach: pkernfs", "approach: save-restore", StringComparison.Ordinal)).Findings, each => each.ToString().EndsWith(finding, StringComparison.Ordinal));
    }

    private static ScenarioResult Read(string text) => ScenarioReader.Read("s.yaml", text, NoScenarioFiles.Instance);
}
