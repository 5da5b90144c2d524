using CsCheck;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

public class CommandLineTests
{
    private static readonly string[] Pieces = ["a", "=", "\"", " ", "memmap", "pkernfs", "1G", "%", "!", "$", ",", "0x", "--", "liveupdate", "mem=", "intel_iommu="];

    [Fact]
    public void Words_keep_their_order_places_and_duplicates()
    {
        var line = KernelCommandLine.Parse("  quiet console=tty0  console=ttyS0,115200 dyndbg=\"file a.c +p\" \"init arg=x y\"");
        Assert.Equal(
            [
                new("quiet", "quiet", null, 2, 7),
                new("console=tty0", "console", "tty0", 8, 16),
                new("console=ttyS0,115200", "console", "ttyS0,115200", 22, 30),
                new("dyndbg=\"file a.c +p\"", "dyndbg", "file a.c +p", 43, 51),
                new("\"init arg=x y\"", "init arg", "x y", 64, 74),
            ],
            line.Parameters);
        Assert.Empty(line.Problems);
    }

    [Fact]
    public void What_follows_two_dashes_is_for_init() =>
        Assert.False(KernelCommandLine.Parse("quiet -- liveupdate intel_iommu=on").LiveUpdate);

    [Fact]
    public void An_open_quote_takes_all_that_follows_and_is_told()
    {
        var line = KernelCommandLine.Parse("a=\"b liveupdate");
        Assert.False(line.LiveUpdate);
        Assert.Equal(new(2, "The quote that begins here is not closed, so all that follows belongs to one parameter."), Assert.Single(line.Problems));
    }

    [Theory]
    [InlineData("pkernfs=1G!4G", 0x100000000, 0x40000000)]
    [InlineData("pkernfs=1G:4G", 0x100000000, 0x40000000)]
    [InlineData("pkernfs=0x200000x0x40000000", 0x40000000, 0x200000)]
    [InlineData("pkernfs=010M,1048576K", 0x40000000, 0x800000)]
    [InlineData("pkernfs=2M!1G pkernfs=4M!2G", 0x80000000, 0x400000)]
    public void Pkernfs_is_size_one_character_base(string text, ulong start, ulong size)
    {
        var line = KernelCommandLine.Parse(text);
        Assert.Equal(new PhysicalRange(new(start), new(size)), line.Pkernfs);
        Assert.Empty(line.Problems);
    }

    [Theory]
    [InlineData("pkernfs=1G", 0x40000000UL)]
    [InlineData("pkernfs=1G!4G pkernfs=512M", 0x20000000UL)]
    public void A_size_alone_lets_the_kernel_choose_the_place(string text, ulong size)
    {
        var line = KernelCommandLine.Parse(text);
        Assert.Null(line.Pkernfs);
        Assert.Equal(new ByteCount(size), line.PkernfsSize);
        Assert.Empty(line.Problems);
    }

    [Theory]
    [InlineData("pkernfs", 7, "A size is missing")]
    [InlineData("pkernfs=", 8, "A size is missing")]
    [InlineData("pkernfs=1G!", 11, "The base is missing")]
    [InlineData("pkernfs=1G!!4G", 11, "The base is missing")]
    [InlineData("pkernfs=1G!0", 11, "A base of 0 turns pkernfs off")]
    [InlineData("pkernfs=0!1G", 8, "The region's size is 0.")]
    [InlineData("pkernfs=99999999999G!1G", 8, "The size needs more than 64 bits.")]
    [InlineData("pkernfs=15E!15E", 8, "The region runs past the top of the address space.")]
    public void A_pkernfs_that_gives_no_region_says_why(string text, int column, string beginning)
    {
        var line = KernelCommandLine.Parse(text);
        Assert.Null(line.Pkernfs);
        var problem = Assert.Single(line.Problems);
        Assert.Equal(column, problem.Column);
        Assert.StartsWith(beginning, problem.Sentence);
    }

    [Theory]
    [InlineData("intel_iommu=on", true)]
    [InlineData("intel-iommu=on", true)]
    [InlineData("intel_iommu=sp_off,on", true)]
    [InlineData("intel_iommu=on intel_iommu=off", false)]
    [InlineData("intel_iommu=on iommu=off", false)]
    [InlineData("intel_iommu", false)]
    [InlineData("", false)]
    public void The_iommu_is_on_where_the_last_word_says_so(string text, bool on) => Assert.Equal(on, KernelCommandLine.Parse(text).IntelIommu);

    [Fact]
    public void Iommu_words_have_their_switches()
    {
        var line = KernelCommandLine.Parse("intel_iommu=on,sp_off,sm_on intremap=off iommu=pt");
        Assert.Equal((true, false, true, false, true), (line.IntelIommu, line.Superpages, line.ScalableMode, line.InterruptRemapping, line.PassThrough));
        Assert.True(KernelCommandLine.Parse("iommu.passthrough=1").PassThrough);
        Assert.False(KernelCommandLine.Parse("iommu=pt iommu.passthrough=0").PassThrough);
        var plain = KernelCommandLine.Parse("quiet");
        Assert.Equal((true, false, true, false), (plain.Superpages, plain.ScalableMode, plain.InterruptRemapping, plain.PassThrough));
    }

    [Fact]
    public void An_unknown_iommu_word_is_told_at_its_place() =>
        Assert.Equal(new(15, "'onn' is not an option of intel_iommu= and is ignored."), Assert.Single(KernelCommandLine.Parse("intel_iommu=on,onn").Problems));

    [Theory]
    [InlineData("liveupdate", true, 0)]
    [InlineData("liveupdate=0", true, 1)]
    [InlineData("live_update", false, 0)]
    public void Liveupdate_is_a_bare_word(string text, bool on, int problems)
    {
        var line = KernelCommandLine.Parse(text);
        Assert.Equal((on, problems), (line.LiveUpdate, line.Problems.Length));
    }

    [Fact]
    public void Any_text_is_read_and_every_word_stands_where_it_says() =>
        Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 24].Sample(parts =>
        {
            string text = string.Concat(parts);
            var line = KernelCommandLine.Parse(text);
            foreach (var parameter in line.Parameters)
            {
                Assert.Equal(parameter.Text, text.Substring(parameter.Column, parameter.Text.Length));
                if (parameter.Value is { } value) Assert.Equal(value, text.Substring(parameter.ValueColumn, value.Length));
            }
            Assert.All(line.Problems, problem => Assert.InRange(problem.Column, 0, text.Length));
        });
}
