using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

public class HandoverCommandLineTests
{
    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("kho=on", true, false, false)]
    [InlineData("kho=1 liveupdate=y", true, true, false)]
    [InlineData("liveupdate=on kho=on", true, true, false)]
    [InlineData("kho=on kho=off liveupdate=on", false, false, true)]
    [InlineData("kho=on liveupdate=off", true, false, false)]
    [InlineData("liveupdate", false, false, true)]
    [InlineData("kho=on liveupdate", true, false, true)]
    public void Handover_and_orchestrator_are_told_from_the_RFCs_word(string line, bool handover, bool orchestrator, bool liveUpdate)
    {
        var parsed = KernelCommandLine.Parse(line);
        Assert.Equal((handover, orchestrator, liveUpdate), (parsed.Handover is not null, parsed.Orchestrator, parsed.LiveUpdate));
    }

    [Theory]
    [InlineData("kho=on kho_scratch=64M,512M,256M", "64 MiB, 512 MiB, 256 MiB", 200u)]
    [InlineData("kho=on kho_scratch=0,1G,0", "0 bytes, 1 GiB, 0 bytes", 200u)]
    [InlineData("kho=on kho_scratch=300%", "", 300u)]
    [InlineData("kho=on", "", 200u)]
    public void Scratch_has_three_sizes_or_a_percentage(string line, string sizes, uint scale)
    {
        var parsed = KernelCommandLine.Parse(line);
        Assert.Empty(parsed.Problems);
        Assert.Equal((sizes, scale), (string.Join(", ", parsed.Handover!.Scratch), parsed.Handover.ScratchScale));
    }

    [Theory]
    [InlineData("reserve_mem=512M:2M:guest-ram", "512 MiB", "2 MiB", "guest-ram")]
    [InlineData("reserve-mem=0x1000:1:a", "4 KiB", "64 bytes", "a")]
    [InlineData("reserve_mem=4K:4096:with:colon", "4 KiB", "4 KiB", "with:colon")]
    public void A_named_region_has_size_alignment_and_name(string line, string size, string alignment, string name)
    {
        var parsed = KernelCommandLine.Parse(line);
        Assert.Empty(parsed.Problems);
        var region = Assert.Single(parsed.ReserveMem);
        Assert.Equal((size, alignment, name), (region.Size.ToString(), region.Alignment.ToString(), region.Name));
    }

    [Theory]
    [InlineData("reserve_mem=512M", "wants a size, an alignment and a name")]
    [InlineData("reserve_mem", "wants a size, an alignment and a name")]
    [InlineData("reserve_mem=0:2M:a", "has no size")]
    [InlineData("reserve_mem=x:2M:a", "has no size")]
    [InlineData("reserve_mem=1M:3M:a", "wants a power of two")]
    [InlineData("reserve_mem=1M:2M:", "wants a name of 1 to 15 characters")]
    [InlineData("reserve_mem=1M:2M:sixteen-letters-", "wants a name of 1 to 15 characters")]
    public void A_named_region_that_cannot_be_read_is_told(string line, string words)
    {
        var parsed = KernelCommandLine.Parse(line);
        Assert.Empty(parsed.ReserveMem);
        Assert.Contains(words, Assert.Single(parsed.Problems).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kho=maybe", 4)]
    [InlineData("kho=on kho_scratch=64M,512M", 19)]
    [InlineData("kho=on kho_scratch=64M,x,1M", 19)]
    [InlineData("kho=on kho_scratch=0,0,0", 19)]
    [InlineData("kho=on kho_scratch=0%", 19)]
    public void What_cannot_be_used_is_told_at_its_place(string line, int column) =>
        Assert.Equal(column, Assert.Single(KernelCommandLine.Parse(line).Problems).Column);
}
