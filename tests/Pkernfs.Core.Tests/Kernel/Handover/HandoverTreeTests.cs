using System.Buffers.Binary;
using CsCheck;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

public class HandoverTreeTests
{
    private static readonly PhysicalAddress Page = new(0x5000);

    [Fact]
    public void The_container_is_a_version_17_blob_in_big_endian()
    {
        byte[] blob = FlattenedDeviceTree.Write(new("", [DeviceTreeProperty.OfText("compatible", "x")], []));
        uint[] header = [.. Enumerable.Range(0, 10).Select(word => BinaryPrimitives.ReadUInt32BigEndian(blob.AsSpan(word * 4)))];
        // Begin, name, property (3 words and 2 bytes padded), end, end; one string of 11 bytes with its NUL.
        Assert.Equal([0xd00dfeedu, 99u, 56u, 88u, 40u, 17u, 16u, 0u, 11u, 32u], header);
        Assert.Equal(new byte[16], blob[40..56]);
        Assert.Equal(99, FlattenedDeviceTree.TotalSize(blob));
    }

    [Fact]
    public void A_value_of_8_bytes_is_in_the_processors_order() =>
        Assert.Equal([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11], DeviceTreeProperty.OfWord("x", 0x1122334455667788).Value);

    /// <summary>Any tree comes back as it was, and again as the same bytes.</summary>
    [Fact]
    public void A_tree_comes_back()
    {
        var names = Gen.Char['a', 'z'].Array[1, 12].Select(letters => new string(letters));
        var property = Gen.Select(names, Gen.Byte.Array[0, 40], (name, bytes) => new DeviceTreeProperty(name, [.. bytes]));
        var leaf = Gen.Select(names, property.Array[0, 4], (name, properties) => new DeviceTreeNode(name, [.. properties], []));
        var inner = Gen.Select(names, property.Array[0, 4], leaf.Array[0, 4], (name, properties, children) => new DeviceTreeNode(name, [.. properties], [.. children]));
        Gen.Select(property.Array[0, 4], inner.Array[0, 4], Gen.Byte.Array[0, 9]).Sample((properties, children, after) =>
        {
            byte[] blob = FlattenedDeviceTree.Write(new("", [.. properties], [.. children]));
            var read = FlattenedDeviceTree.Read([.. blob, .. after], out string? problem);
            Assert.Null(problem);
            Assert.Equal(blob, FlattenedDeviceTree.Write(read!));
        });
    }

    /// <summary>A blob with damage is refused or read as something, and never throws.</summary>
    [Fact]
    public void Damage_never_throws()
    {
        byte[] blob = new HandoverTree(HandoverVersion.V4, new(0x1234000), [new("LUO", new(0x5678000), 32), new("kexec-metadata", new(0x9000), 73)]).Encode()!;
        Gen.Select(Gen.Int[0, blob.Length - 1], Gen.Byte, Gen.Int[0, blob.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. blob];
            damaged[at] = value;
            FlattenedDeviceTree.Read(damaged.AsSpan(0, length), out _);
        }, iter: 20_000);
    }

    /// <summary>Version, "compatible", the property with a child's address, and whether its length stands beside it.</summary>
    public static TheoryData<HandoverVersion, string, string, bool> Versions => new()
    {
        { HandoverVersion.V1, "kho-v1", "fdt", false },
        { HandoverVersion.V2, "kho-v2", "preserved-data", false },
        { HandoverVersion.V3, "kho-v3", "preserved-data", true },
        { HandoverVersion.V4, "kho-v4", "preserved-data", true },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Each_version_has_its_own_properties(HandoverVersion version, string compatible, string property, bool sized)
    {
        byte[] blob = new HandoverTree(version, new(0x123000), [new("LUO", new(0x456000), 32)]).Encode()!;
        var root = FlattenedDeviceTree.Read(blob, out _)!;
        Assert.Equal(compatible, root.Text("compatible"));
        Assert.Equal(0x123000ul, root.Word("preserved-memory-map"));
        Assert.Equal(0x456000ul, root.Child("LUO")!.Word(property));
        Assert.Equal(sized ? 32ul : null, root.Child("LUO")!.Word("blob-size"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_tree_in_memory_is_read_back(HandoverVersion version, string compatible, string property, bool sized)
    {
        var memory = new TestMemory(new PhysicalRange(default, ByteCount.FromMiB(1)));
        memory.TryWrite(Page, new HandoverTree(version, new(0x123000), [new("LUO", new(0x456000), 32)]).Encode()!);
        var tree = HandoverTree.Read(memory, Page, out string? problem);
        Assert.Null(problem);
        Assert.Equal((version, new PhysicalAddress(0x123000)), (tree!.Version, tree.Map));
        Assert.Equal(new HandoverChild("LUO", new(0x456000), sized ? 32ul : 0), Assert.Single(tree.Children));
        Assert.Equal((compatible, property), (version.Compatible(), version.DataProperty()));
    }

    [Theory]
    [InlineData("kho-v5", "which is no version of Kexec HandOver")]
    [InlineData("kho-v4;radix-v1", "which is no version of Kexec HandOver")]
    public void Another_version_is_told(string compatible, string words)
    {
        var memory = new TestMemory(new PhysicalRange(default, ByteCount.FromMiB(1)));
        memory.TryWrite(Page, FlattenedDeviceTree.Write(new("", [DeviceTreeProperty.OfText("compatible", compatible), DeviceTreeProperty.OfWord("preserved-memory-map", 0)], [])));
        Assert.Null(HandoverTree.Read(memory, Page, out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_that_needs_more_than_a_page_is_refused() =>
        Assert.Null(new HandoverTree(HandoverVersion.V4, default, [.. Enumerable.Range(0, 80).Select(i => new HandoverChild($"child-{i}", default, 1))]).Encode());
}
