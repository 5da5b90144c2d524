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
    [InlineData("kho=maybe", 4)]
    [InlineData("kho=on kho_scratch=64M,512M", 19)]
    [InlineData("kho=on kho_scratch=64M,x,1M", 19)]
    [InlineData("kho=on kho_scratch=0,0,0", 19)]
    [InlineData("kho=on kho_scratch=0%", 19)]
    public void What_cannot_be_used_is_told_at_its_place(string line, int column) =>
        Assert.Equal(column, Assert.Single(KernelCommandLine.Parse(line).Problems).Column);
}
