using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using CsCheck;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.State;
using Pkernfs.Web.Tests.Streaming;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class PictureFileTests
{
    private static readonly byte[][] exported = [.. Enum.GetValues<PictureFormat>().Select(format =>
        new PictureMaker(SharedRuns.Example, "RFC example").Make(PictureView.Memory, ExplorerView.Default with { Step = "jump" }, 0, PictureTheme.Light, new(400, 300, 1)).ToBytes(format))];

    /// <summary>A file and how it is damaged: where, and with what instead.</summary>
    private static readonly Gen<(byte[] File, int At, byte[] Instead, int Removed)> damage =
        Gen.Int[0, exported.Length - 1].Select(which => exported[which]).SelectMany(file => Gen.Select(Gen.Frequency((1, Gen.Int[0, file.Length]), (3, Gen.Int[0, Math.Min(file.Length, 2500)])), Gen.Byte.Array[0, 24], Gen.Frequency((4, Gen.Int[0, 24]), (1, Gen.Int[0, file.Length])), (at, instead, removed) => (file, at, instead, removed)));

    public static TheoryData<PictureFormat> Formats => [.. Enum.GetValues<PictureFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void EveryLinkComesBackFromItsFile(PictureFormat format) => Gen.Select(Views.Any, Gen.String[0, 40]).Sample((view, words) =>
    {
        string plain = string.Concat(words.Where(sign => !char.IsControl(sign) && !char.IsSurrogate(sign) && sign < '\ufffe'));
        byte[] file = Small(new(plain, plain, view.ToUrl(), plain)).ToBytes(format);
        Assert.True(PictureFile.IsPicture(file.AsSpan(0, Math.Min(file.Length, PictureFile.Beginning))));
        Assert.Equal(new PictureLink(view.ToUrl(), null), PictureFile.Read(file));
    }, iter: 200);

    [Theory]
    [MemberData(nameof(Formats))]
    public void AComparisonsLinkComesBackToo(PictureFormat format) =>
        Assert.Equal("/compare?left=kho&left-step=jump", PictureFile.Read(Small(new("", "", "/compare?left=kho&left-step=jump", "")).ToBytes(format)).Address);

    [Fact]
    public void WhateverIsDamagedTheAnswerIsALinkOrASentence() => damage.Sample(one =>
    {
        int removed = Math.Min(one.Removed, one.File.Length - one.At);
        byte[] file = [.. one.File.AsSpan(0, one.At), .. one.Instead, .. one.File.AsSpan(one.At + removed)];
        AssertAnswer(PictureFile.Read(file));
    }, iter: 3000);

    [Fact]
    public void NoBytesMakeReadingFail() => Gen.Select(Gen.Int[0, 3].Select(which => new byte[][] { [], [.. "<svg"u8], [.. "<?xml version='1.0' encoding='utf-7'?>"u8], exported[1][..33] }[which]), Gen.Byte.Array[0, 300]).Sample((beginning, rest) => AssertAnswer(PictureFile.Read([.. beginning, .. rest])));

    [Theory]
    [InlineData("//evil.example/?step=jump")]
    [InlineData("https://evil.example//evil.example/?step=jump")]
    [InlineData("https://evil.example/login?next=/")]
    [InlineData("https:///?step=jump")]
    [InlineData("ftp://evil.example/?step=jump")]
    [InlineData("/\\evil.example/?step=jump")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/picture/memory.svg")]
    [InlineData("/comparex?left=kho")]
    [InlineData("/?step=jump\n//evil.example")]
    [InlineData("")]
    public void NoLinkLeadsAwayFromTheExplorer(string link)
    {
        const string reason = "its link does not lead to a page of the explorer, so it is not followed";
        foreach (var format in Enum.GetValues<PictureFormat>()) Assert.Equal(new PictureLink(null, reason), PictureFile.Read(Small(new("", "", link, "")).ToBytes(format)));
    }

    /// <summary>A picture says where it was drawn; it opens on the server that it is dropped on.</summary>
    [Theory]
    [InlineData("https://explorer.example/?step=jump", "/?step=jump")]
    [InlineData("http://127.0.0.1:5080/compare?left=kho", "/compare?left=kho")]
    [InlineData("https://explorer.example/", "/")]
    public void AnotherServersLinkOpensHere(string link, string address)
    {
        foreach (var format in Enum.GetValues<PictureFormat>()) Assert.Equal(new PictureLink(address, null), PictureFile.Read(Small(new("", "", link, "")).ToBytes(format)));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>", "it is an SVG without the explorer's metadata")]
    [InlineData("<!DOCTYPE html><html></html>", "it is a page, such as a storyboard, and no single picture")]
    [InlineData("<html><body/></html>", "it is no picture: neither an SVG nor a PNG")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><metadata><p:picture xmlns:p='urn:pkernfs-explorer:picture'/></metadata></svg>", "its metadata has no link any more")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><metadata><p:picture xmlns:p='urn:other' link='/?step=jump'/></metadata></svg>", "it is an SVG without the explorer's metadata")]
    [InlineData("<svg><metadata>", "it is damaged at line 1, column ")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg>&b;</svg>", "it declares a document type")]
    [InlineData("<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg/>", "it declares a document type")]
    [InlineData("GIF89a", "pictures lead back as the SVG or PNG that was exported")]
    [InlineData("%PDF-1.7", "pictures lead back as the SVG or PNG that was exported")]
    [InlineData("name: pkernfs-rfc", "it is no picture: neither an SVG nor a PNG")]
    public void WhatHasNoLinkSaysWhy(string file, string reason)
    {
        var read = PictureFile.Read(Encoding.UTF8.GetBytes(file));
        Assert.Null(read.Address);
        Assert.Contains(reason, read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void APngIsTakenByItsChecksums()
    {
        byte[] whole = Small(new("Jump", "", "/?step=jump", "")).ToPng();
        int chunk = whole.AsSpan().IndexOf("pkernfs-link"u8) - 8;

        Assert.Contains("it ends in the middle", PictureFile.Read(whole[..chunk]).Problem, StringComparison.Ordinal);
        Assert.Contains("longer than the file", PictureFile.Read(whole[..(chunk + 20)]).Problem, StringComparison.Ordinal);
        byte[] other = [.. whole];
        other[chunk + 8 + "pkernfs-link".Length + 10] ^= 1;
        Assert.Equal($"it is damaged at byte {chunk}: its link does not fit its checksum. Export the picture again", PictureFile.Read(other).Problem);
        // What is after the link is the picture, which is not read.
        Assert.Equal("/?step=jump", PictureFile.Read(whole[..^20]).Address);
        int length = BinaryPrimitives.ReadInt32BigEndian(whole.AsSpan(chunk)) + 12;
        Assert.StartsWith("it is a PNG without the explorer's metadata", PictureFile.Read([.. whole[..chunk], .. whole[(chunk + length)..]]).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void APackedLinkIsNotUnpacked()
    {
        byte[] png = Small(new("", "", "/?step=jump", "")).ToPng();
        int chunk = png.AsSpan().IndexOf("pkernfs-link"u8) - 8;
        png[chunk + 8 + "pkernfs-link".Length + 1] = 1;
        int body = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(chunk)) + 4;
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(chunk + 4 + body), Crc32.HashToUInt32(png.AsSpan(chunk + 4, body)));
        Assert.Contains("its link was packed", PictureFile.Read(png).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsTooLargeIsNotRead() => Assert.Equal("it has 24 MiB, and at most 24 MiB of a picture are read", PictureFile.Read(new byte[PictureFile.Largest + 1]).Problem);

    private static RenderedPicture Small(PictureFacts facts) => new(new Picture(8, 8, []), PictureTheme.Light, new(8, 8, 1), facts);

    private static void AssertAnswer(PictureLink link)
    {
        Assert.True(link.Address is null ^ link.Problem is null);
        if (link.Address is not null) Assert.Matches("^(/|/compare)(\\?\\S*)?$", link.Address);
    }
}
