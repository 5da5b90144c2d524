using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;
using Pkernfs.Web.Tests.State;

namespace Pkernfs.Web.Tests.Links;

public sealed class CarriedScenarioTests
{
    private static readonly string text = ScenarioLibrary.Text("pkernfs-rfc")!;

    [Fact]
    public void EveryTextComesBackFromItsCode() => Views.File.Sample(file =>
    {
        Assert.True(CarriedScenario.TryRead(file.Code, out var read, out _));
        Assert.Equal(file, read);
        Assert.Matches("^b\\.[A-Za-z0-9_-]+$", file.Code);
    });

    [Fact]
    public void ScenariosLikeTheBuiltInOnesTakeASmallPartOfAnAddress() =>
        Assert.All(ScenarioLibrary.Names, name => Assert.InRange(new CarriedScenario(ScenarioLibrary.Text(name)!).Code.Length, 100, LinkLimits.LongestAddress / 5));

    [Fact]
    public void LineEndsAreNoDifference() => Assert.Equal(new CarriedScenario(text), new CarriedScenario(text.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Theory]
    [InlineData("", "in a form that this explorer does not know")]
    [InlineData("z.AAAA", "in a form that this explorer does not know")]
    [InlineData("b.", "is damaged")]
    [InlineData("b.AAAA", "is damaged")]
    [InlineData("b.not base64!", "is damaged")]
    [InlineData("b.AAAAAAAA", "is damaged")]
    public void WhatIsNoCodeIsToldInASentence(string code, string sentence)
    {
        Assert.False(CarriedScenario.TryRead(code, out _, out string? problem));
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ACodeThatWasCutIsTold()
    {
        string code = new CarriedScenario(text).Code;
        for (int length = 0; length < code.Length; length++)
        {
            Assert.False(CarriedScenario.TryRead(code[..length], out _, out string? problem));
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void ACodeWithAnotherCharacterIsNeverReadAsAnotherText() => Gen.Select(Gen.Int[2, new CarriedScenario(text).Code.Length - 1], Gen.Char[' ', '~']).Sample((place, character) =>
    {
        string code = new CarriedScenario(text).Code;
        string damaged = code[..place] + character + code[(place + 1)..];
        Assert.True(!CarriedScenario.TryRead(damaged, out var read, out _) || read.Text == text);
    });

    [Fact]
    public void NoCodeMakesReadingFail() => Gen.String[0, 300].Sample(some =>
    {
        CarriedScenario.TryRead("b." + some, out _, out _);
        Assert.NotNull(ExplorerView.Parse("/?file=b." + some).View);
        OwnScenarioLink.Read("/scenarios/own?file=" + some);
    });

    [Fact]
    public void AFewBytesThatStandForAWholeMemoryAreGivenUp()
    {
        byte[] zeros = new byte[64 << 20];
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(zeros.Length)];
        Assert.True(BrotliEncoder.TryCompress(zeros, packed, out int length, 9, 24));
        Assert.InRange(length, 1, 1000);
        string bomb = "b." + Base64Url.EncodeToString([0, 0, 0, .. packed.AsSpan(0, length)]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(CarriedScenario.TryRead(bomb, out _, out string? problem));
        Assert.Equal("It holds more than 1 MiB, which no scenario file has.", problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void ALinkFileHoldsItsLinkWhateverAMailMadeOfIt()
    {
        string link = (ExplorerView.Default with { Scenario = "mine", File = new(text) }).ToUrl();
        Assert.True(LinkFile.TryRead(LinkFile.Write(link), out string? read));
        Assert.Equal(link, read);
        var broken = new StringBuilder(LinkFile.Write(link)).Insert(200, "\r\n").Insert(300, "\n").ToString();
        Assert.True(LinkFile.TryRead(broken, out read));
        Assert.Equal(link, read);
        Assert.False(LinkFile.TryRead(text, out _));
    }
}
