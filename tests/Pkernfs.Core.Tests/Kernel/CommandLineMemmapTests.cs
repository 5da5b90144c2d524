using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

public class CommandLineMemmapTests
{
    [Theory]
    [InlineData("memmap=1G@4G", MemmapAction.Usable, "[0x100000000-0x13fffffff]", 0, 0)]
    [InlineData("memmap=64K#0x7fff0000", MemmapAction.AcpiData, "[0x7fff0000-0x7fffffff]", 0, 0)]
    [InlineData("memmap=1G$1G", MemmapAction.Reserved, "[0x40000000-0x7fffffff]", 0, 0)]
    [InlineData("memmap=1G!1G", MemmapAction.Persistent, "[0x40000000-0x7fffffff]", 0, 0)]
    [InlineData("memmap=1G%1G", MemmapAction.Convert, "[0x40000000-0x7fffffff]", 0, 0)]
    [InlineData("memmap=1G%1G-1", MemmapAction.Convert, "[0x40000000-0x7fffffff]", 1, 0)]
    [InlineData("memmap=1G%1G+2", MemmapAction.Convert, "[0x40000000-0x7fffffff]", 0, 2)]
    [InlineData("memmap=1G%1G-1+0xefffffff", MemmapAction.Convert, "[0x40000000-0x7fffffff]", 1, 0xefffffff)]
    [InlineData("memmap=0x80000000", MemmapAction.Limit, "[0x80000000-0xfffffffffffffffe]", 0, 0)]
    [InlineData("mem=2G", MemmapAction.Limit, "[0x80000000-0xfffffffffffffffe]", 0, 0)]
    [InlineData("memmap=exactmap", MemmapAction.ExactMap, "[0x0, empty]", 0, 0)]
    public void Each_form(string text, MemmapAction action, string range, uint oldType, uint newType)
    {
        var line = KernelCommandLine.Parse(text);
        Assert.Empty(line.Problems);
        var option = Assert.Single(line.Memmap);
        Assert.Equal((text, action, range, oldType, newType), (option.Text, option.Action, option.Range.ToString(), option.OldType, option.NewType));
    }

    [Fact]
    public void Commas_join_requests_and_order_is_kept()
    {
        var line = KernelCommandLine.Parse("memmap=exactmap,640K@0 mem=3G memmap=1G%1G");
        Assert.Equal(["memmap=exactmap", "memmap=640K@0", "mem=3G", "memmap=1G%1G"], line.Memmap.Select(option => option.Text));
        Assert.Equal([7, 16, 27, 37], line.Memmap.Select(option => option.Column));
    }

    [Theory]
    [InlineData("memmap=", 7, "A size is missing here")]
    [InlineData("memmap=1G%", 10, "A start is missing here")]
    [InlineData("memmap=1G?1G", 9, "'?' does not say what memmap= should do")]
    [InlineData("memmap=0%1G", 7, "'memmap=0%1G' names no memory")]
    [InlineData("memmap=1G%1G-2x", 14, "'x' at the end of 'memmap=1G%1G-2x' is not understood")]
    [InlineData("memmap=99999999999G%1G", 7, "The size '99999999999G' needs more than 64 bits.")]
    [InlineData("memmap=15E%15E", 7, "'memmap=15E%15E' runs past the top")]
    [InlineData("mem=0", 4, "mem=0 is ignored")]
    [InlineData("mem=2Gx", 6, "'x' after the size is ignored.")]
    public void A_mistake_is_told_at_its_place(string text, int column, string beginning)
    {
        var problem = Assert.Single(KernelCommandLine.Parse(text).Problems);
        Assert.Equal(column, problem.Column);
        Assert.StartsWith(beginning, problem.Sentence);
    }
}
