using System.Collections.Immutable;
using CsCheck;
using Pkernfs.Core.Memory;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

public sealed class PackedFormatTests
{
    private static readonly Gen<PackedExtent[]> lists =
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 3], Gen.ULong[1, 1UL << 28], Gen.Int[0, 12], Gen.Int[0, 7]).Array[0, 40].Select(Laid);

    [Fact]
    public void AListOfExtentsIsTheseBytes()
    {
        byte[] packed = PackedExtents.Encode(
        [
            new(new(new(0x100000), new(0x200000)), OwnerClass.GuestRam, ExtentMarks.Persistent),
            new(new(new(0x301000), new(0x1000)), null, ExtentMarks.None),
        ]);
        // Version 1, unit 2^12, two extents; gap 0x100, length 0x200, guest RAM, persistent; gap 1, length 1, nothing, no marks.
        Assert.Equal("010C02800280040A010101FF00", Convert.ToHexString(packed));
    }

    [Fact]
    public void ExtentsComeBackAsTheyWere() => lists.Sample(list => Assert.Equal(list, PackedExtents.Decode(PackedExtents.Encode(list))));

    [Fact]
    public void RunsComeBackAsTheyWere() => lists.Select(list => list.Select(extent => extent.Range).ToArray())
        .Sample(runs => Assert.Equal(runs, PackedRuns.Decode(PackedRuns.Encode(runs))));

    [Fact]
    public void AnUpdateComesBackAsItWas() => Gen.Select(lists, lists, Gen.Bool).Sample((extents, runs, key) =>
    {
        var sent = new PackedUpdate(key, [.. extents], [.. runs.Select(run => run.Range)], [new(0x0100, [new(0x40), new(0x40), new(0x1000)])]);
        var got = PackedUpdate.Decode(sent.Encode());
        Assert.Equal(sent.IsKeyframe, got.IsKeyframe);
        Assert.Equal(sent.Extents, got.Extents);
        Assert.Equal(sent.ChangedFrames, got.ChangedFrames);
        Assert.Equal(sent.Landings[0].Addresses, Assert.Single(got.Landings).Addresses);
    });

    [Fact]
    public void ChangesPaintedOverTheFirstGiveTheSecond() => Gen.Select(lists, lists).Sample((before, after) =>
    {
        var (first, second) = (Joined(before), Joined(after));
        var changes = ExtentChanges.Between(first, second);
        Assert.Equal(second, ExtentChanges.Apply(first, changes));
        Assert.Empty(ExtentChanges.Between(second, second));
        Assert.Equal(changes, PackedExtents.Decode(PackedExtents.Encode(changes)));
    });

    [Theory]
    [InlineData("", "end at 0")]
    [InlineData("020C00", "version 2")]
    [InlineData("014000", "unit is 2^64")]
    [InlineData("010CFFFFFFFF7F", "promise")]
    [InlineData("010C0101000A01", "is empty")]
    [InlineData("010C0101010F01", "class 15")]
    [InlineData("010C0101010A08", "marks 0x8")]
    [InlineData("010C0101010A0100", "left over")]
    [InlineData("010001FFFFFFFFFFFFFF7F010A01", "beyond 52 bits")]
    [InlineData("010001FFFFFFFFFFFFFFFFFF01", "more than 8 bytes")]
    public void OtherBytesAreRefusedInASentence(string hex, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => PackedExtents.Decode(Convert.FromHexString(hex))).Message, StringComparison.Ordinal);

    [Fact]
    public void AnyBytesAreReadOrRefused() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            PackedUpdate.Decode(bytes);
        }
        catch (InvalidDataException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    });

    [Fact]
    public void OverlappingExtentsAreNotPacked()
    {
        var extent = new PackedExtent(new(new(0x1000), new(0x2000)), OwnerClass.Free, ExtentMarks.None);
        Assert.Contains("cannot be packed", Assert.Throws<ArgumentException>(() => PackedExtents.Encode([extent, extent])).Message, StringComparison.Ordinal);
    }

    private static PackedExtent[] Laid((int Gap, int Shift, ulong Length, int Class, int Marks)[] parts)
    {
        ulong at = 0;
        var laid = new List<PackedExtent>();
        foreach (var part in parts)
        {
            at += (ulong)part.Gap << (part.Shift * 4);
            laid.Add(new(new(new(at), new(part.Length)), (OwnerClass)part.Class, (ExtentMarks)part.Marks));
            at += part.Length;
        }
        return [.. laid];
    }

    private static ImmutableArray<PackedExtent> Joined(PackedExtent[] extents) => ExtentChanges.Apply(extents, []);
}
