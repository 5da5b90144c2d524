using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Scenarios;

/// <summary>options: with the variants of an approach.</summary>
public class VariantOptionTests
{
    private const string Carved = "memmap=1G%4G pkernfs=1G!4G", HandedOn = "kho=on kho_scratch=64M,512M,256M";

    [Fact]
    public void Each_value_has_a_word()
    {
        foreach (string key in VariantNames.Keys)
        {
            foreach (string value in VariantNames.Values(key))
            {
                Assert.True(VariantNames.TryRead(key, value, Variants.Default, out var variants));
                Assert.Equal(value == "other" ? [] : [$"{key}: {value}"], VariantNames.Words(variants));
            }
            Assert.False(VariantNames.TryRead(key, "usual", Variants.Default, out var same));
            Assert.Equal(Variants.Default, same);
        }
        Assert.Empty(VariantNames.Values("seed"));
        int values = Enum.GetValues<Discovery>().Length + Enum.GetValues<PersistentMemory>().Length + Enum.GetValues<VmmLayout>().Length + Enum.GetValues<RestoreOrder>().Length;
        // Usual is said by saying nothing.
        Assert.Equal(values - 3, VariantNames.Keys.Sum(key => VariantNames.Values(key).Count()));
    }

    [Fact]
    public void Options_are_read_together()
    {
        var result = Read(GoodScenario.Text.Replace("as-posted: [zap-every-device]", "discovery: luo-session\n  restore-order: processors-first\n  vmm-layout: same\n  memory: carve-out", StringComparison.Ordinal));
        Assert.Empty(result.Findings);
        Assert.Equal(new Variants(Discovery.LuoSession, PersistentMemory.CarveOut, VmmLayout.Same, RestoreOrder.ProcessorsFirst), result.Scenario!.Plan.Variants);
    }

    [Fact]
    public void A_region_that_the_kernel_chooses_needs_a_size_alone()
    {
        var result = Read(Dynamic(GoodScenario.Text.Replace(Carved, "pkernfs=1G " + HandedOn, StringComparison.Ordinal)));
        Assert.Empty(result.Findings);
        Assert.Equal(PersistentMemory.Dynamic, result.Scenario!.Plan.Variants.Memory);
    }

    [Theory]
    [InlineData("pkernfs=1023M", "The region's size 1023 MiB is not a multiple of 2 MiB")]
    [InlineData("pkernfs=4M", "leaves nothing for files")]
    [InlineData("pkernfs=5G", "has no run of 5 GiB of usable RAM")]
    [InlineData("quiet", "Kernel a has no pkernfs=<size>")]
    [InlineData("pkernfs=512M", "The guest does not fit")]
    public void A_size_that_does_not_go_is_told(string words, string finding)
    {
        var result = Read(Dynamic(GoodScenario.Text.Replace(Carved, $"{words} {HandedOn}", StringComparison.Ordinal)));
        Assert.Null(result.Scenario);
        Assert.Contains(result.Findings, each => each.Message.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Both_kernels_want_one_size()
    {
        string text = Dynamic(GoodScenario.Text.Replace(Carved + " liveupdate", $"pkernfs=768M {HandedOn} liveupdate", StringComparison.Ordinal).Replace(Carved, "pkernfs=1G " + HandedOn, StringComparison.Ordinal));
        Assert.Contains(Read(text).Findings, each => each.Message.StartsWith("Kernel b's region of 768 MiB is not kernel a's of 1 GiB", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reserve_mem=512M:2M:guest-ram", "", "Kernel a reserves no region guest-ram: with memory: carve-out guest RAM is one, so add reserve_mem=512M:2M:guest-ram.", "Kernel b reserves no region guest-ram")]
    [InlineData("reserve_mem=512M:2M:guest-ram", "reserve_mem=256M:2M:guest-ram", "The region guest-ram of 256 MiB is smaller than the guest's memory of 512 MiB.", "The region guest-ram of 256 MiB is smaller")]
    [InlineData("memory: carve-out", "vmm-layout: same", "reserve_mem= of kernel a reserves nothing here: guest RAM is a memfd.", "reserve_mem= of kernel b reserves nothing here")]
    public void A_carve_out_of_kho_is_a_region_of_the_guest_s_name(string from, string to, string first, string second)
    {
        var findings = Read(ScenarioLibrary.Text("kho-carve-out")!.Replace(from, to, StringComparison.Ordinal)).Findings;
        Assert.Equal(2, findings.Length);
        Assert.StartsWith(first, findings[0].Message, StringComparison.Ordinal);
        Assert.StartsWith(second, findings[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1G:2M:guest-ram", "Kernel b asks for 1 GiB aligned to 2 MiB and kernel a for 512 MiB aligned to 2 MiB: it would not take the region over.")]
    [InlineData("512M:1G:guest-ram", "Kernel b asks for 512 MiB aligned to 1 GiB and kernel a for 512 MiB aligned to 2 MiB: it would not take the region over.")]
    public void Kernel_b_has_to_ask_for_the_region_that_kernel_a_made(string word, string finding)
    {
        string text = ScenarioLibrary.Text("kho-carve-out")!;
        int last = text.LastIndexOf("512M:2M:guest-ram", StringComparison.Ordinal);
        var findings = Read(text[..last] + word + text[(last + "512M:2M:guest-ram".Length)..]).Findings;
        Assert.Contains(findings, each => each.Severity == Severity.Error && each.Message == finding);
    }

    [Theory]
    [InlineData("discovery: procfs-listing")]
    [InlineData("discovery: reinjected-file")]
    [InlineData("discovery: luo-session")]
    [InlineData("restore-order: mappings-first")]
    public void Kho_goes_with_any_variant(string option) =>
        Assert.Empty(Read(ScenarioLibrary.Text("kho-carve-out")!.Replace("handover: kho-v4", option, StringComparison.Ordinal)).Findings);

    private static string Dynamic(string text) => text.Replace("as-posted: [zap-every-device]", "memory: dynamic", StringComparison.Ordinal);

    private static ScenarioResult Read(string text) => ScenarioReader.Read("s.yaml", text, NoScenarioFiles.Instance);
}
