using CsCheck;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Tests.Inspection;

public class AddressExpressionTests
{
    [Theory]
    [InlineData("0x40200000", 0x40200000)]
    [InlineData("40200000", 0x40200000)]
    [InlineData("0000000040200000", 0x40200000)]
    [InlineData("0X7FFE2376", 0x7ffe2376)]
    [InlineData(" 2G+4M ", 0x80400000)]
    [InlineData("4G - 4K", 0xfffff000)]
    [InlineData("0x100000000+2M+10", 0x100200010)]
    [InlineData("pfn:0x40200", 0x40200000)]
    [InlineData("PFN 40200", 0x40200000)]
    [InlineData("1E", 0x1e)]
    public void Physical_addresses(string typed, ulong address) =>
        Assert.Equal(new AddressExpression.Physical(new(address)), Parse(typed));

    [Theory]
    [InlineData("iova 0x1000", 0x1000)]
    [InlineData("IOVA:2G", 0x80000000)]
    [InlineData("iova pfn:2", 0x2000)]
    public void Io_virtual_addresses(string typed, ulong address) =>
        Assert.Equal(new AddressExpression.IoVirtual(new(address)), Parse(typed));

    [Theory]
    [InlineData("01:00.0", 1, 0, 0)]
    [InlineData("0000:00:1f.3", 0, 31, 3)]
    public void Functions(string typed, byte bus, byte device, byte function) =>
        Assert.Equal(new AddressExpression.Function(new PciAddress(bus, device, function)), Parse(typed));

    [Theory]
    [InlineData("", "Nothing was typed")]
    [InlineData("40200000h", "'40200000h' is not an address")]
    [InlineData("2G+", "A number is missing beside + or -.")]
    [InlineData("1M-2M", "'1M-2M' goes below address 0.")]
    [InlineData("0x10000000000000000", "'0x10000000000000000' needs more than 64 bits.")]
    [InlineData("16383P+16383P", "'16383P+16383P' needs more than 64 bits.")]
    [InlineData("pfn:0x10000000000000", "'pfn:0x10000000000000' is past the last page frame")]
    [InlineData("01:20.0", "'01:20.0' is not an address")]
    [InlineData("iova", "'iova' is not an address")]
    public void Anything_else_is_refused_in_a_sentence(string typed, string beginning)
    {
        Assert.False(AddressExpression.TryParse(typed, out var expression, out string problem));
        Assert.Null(expression);
        Assert.StartsWith(beginning, problem);
    }

    [Fact]
    public void What_is_shown_reads_back() =>
        Gen.Select(Gen.ULong, Gen.UShort, Gen.Int[0, 2]).Sample((value, id, kind) =>
        {
            AddressExpression shown = kind switch
            {
                0 => new AddressExpression.Physical(new(value)),
                1 => new AddressExpression.IoVirtual(new(value)),
                _ => new AddressExpression.Function(PciAddress.FromSourceId(id)),
            };
            Assert.Equal(shown, Parse(shown.ToString()));
        });

    private static AddressExpression? Parse(string typed)
    {
        Assert.True(AddressExpression.TryParse(typed, out var expression, out string problem), problem);
        return expression;
    }
}
