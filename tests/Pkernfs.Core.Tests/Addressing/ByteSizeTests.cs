using System.Globalization;
using CsCheck;

namespace Pkernfs.Core.Tests.Addressing;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("2097152", 2097152)]
    [InlineData("1G", 1UL << 30)]
    [InlineData("512m", 512UL << 20)]
    [InlineData("512M", 512UL << 20)]
    [InlineData("512 MiB", 512UL << 20)]
    [InlineData("512MiB", 512UL << 20)]
    [InlineData("0x40000000", 1UL << 30)]
    [InlineData("0x1G", 1UL << 30)]
    [InlineData("010K", 8192)]
    [InlineData("4095 bytes", 4095)]
    [InlineData("15E", 15UL << 60)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Sizes(string text, ulong bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size, out string problem), problem);
        Assert.Equal(bytes, size.Value);
        Assert.Equal("", problem);
    }

    [Theory]
    [InlineData("", "A size is missing: write 512M, 1 GiB or 0x40000000.")]
    [InlineData("big", "'big' is not a size: write 512M, 1 GiB or 0x40000000.")]
    [InlineData("-1M", "'-1M' is not a size: write 512M, 1 GiB or 0x40000000.")]
    [InlineData("1.5G", "'1.5G' is not a size: '.5G' after the number is not a unit; write 512M, 1 GiB or 0x40000000.")]
    [InlineData("512 MB", "'512 MB' does not say whether the unit counts in 1000 or 1024: write M or MiB.")]
    [InlineData("16E", "The size '16E' needs more than 64 bits.")]
    [InlineData("16 EiB", "The size '16 EiB' needs more than 64 bits.")]
    [InlineData("18446744073709551616", "The size '18446744073709551616' needs more than 64 bits.")]
    public void Anything_else_is_refused_in_a_sentence(string text, string sentence)
    {
        Assert.False(ByteSize.TryParse(text, out var size, out string problem));
        Assert.Equal(sentence, problem);
        Assert.Equal(default, size);
    }

    [Fact]
    public void What_is_shown_reads_back() =>
        Gen.ULong.Sample(value =>
        {
            string shown = new ByteCount(value).ToString();
            Assert.True(ByteSize.TryParse(shown, out var size, out string problem), problem);
            Assert.Equal(value, size.Value);
        });

    [Fact]
    public void Each_radix_gives_the_same_number() =>
        Gen.ULong.Sample(value =>
        {
            foreach (string text in new[] { value.ToString(CultureInfo.InvariantCulture), $"0x{value:x}", $"0{Octal(value)}" })
            {
                Assert.True(MemParse.TryReadPrefix(text + ",rest", out ulong read, out int length, out bool overflow));
                Assert.Equal((value, text.Length, false), (read, length, overflow));
            }
        });

    private static string Octal(ulong value) => value == 0 ? "" : Octal(value >> 3) + (char)('0' + (int)(value & 7));
}
