using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The flattened device tree, version 17 (Devicetree Specification 5): a header of ten big-endian words, an empty list of reserved
/// memory, the structure, the properties' names. Any DTB tool reads it.
/// </summary>
public static class FlattenedDeviceTree
{
    /// <summary>The header's first word.</summary>
    public const uint Magic = 0xd00dfeed;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 40;

    private const uint Version = 17, LastCompatible = 16;
    private const uint BeginNode = 1, EndNode = 2, Property = 3, Nop = 4, End = 9;
    private const int ReservedMap = HeaderSize, ReservedMapSize = 16, MostLevels = 16;

    /// <summary>The whole blob; its length is its totalsize.</summary>
    public static byte[] Write(DeviceTreeNode root)
    {
        var structure = new List<byte>();
        var strings = new List<byte>();
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        WriteNode(root);
        Put(structure, End);

        int structAt = ReservedMap + ReservedMapSize, stringsAt = structAt + structure.Count;
        byte[] blob = new byte[stringsAt + strings.Count];
        uint[] header = [Magic, (uint)blob.Length, (uint)structAt, (uint)stringsAt, ReservedMap, Version, LastCompatible, 0, (uint)strings.Count, (uint)structure.Count];
        for (int i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(i * 4), header[i]);
        structure.CopyTo(blob, structAt);
        strings.CopyTo(blob, stringsAt);
        return blob;

        void WriteNode(DeviceTreeNode node)
        {
            Put(structure, BeginNode);
            PutPadded(structure, [.. Encoding.ASCII.GetBytes(node.Name), 0]);
            foreach (var property in node.Properties)
            {
                if (!offsets.TryGetValue(property.Name, out int name))
                {
                    offsets[property.Name] = name = strings.Count;
                    strings.AddRange([.. Encoding.ASCII.GetBytes(property.Name), 0]);
                }
                Put(structure, Property);
                Put(structure, (uint)property.Value.Length);
                Put(structure, (uint)name);
                PutPadded(structure, property.Value.AsSpan());
            }
            foreach (var child in node.Children) WriteNode(child);
            Put(structure, EndNode);
        }
    }

    /// <summary>The bytes that a blob says it has; null where its magic is missing or the length cannot be.</summary>
    public static int? TotalSize(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < HeaderSize || BinaryPrimitives.ReadUInt32BigEndian(blob) != Magic) return null;
        uint size = BinaryPrimitives.ReadUInt32BigEndian(blob[4..]);
        return size is < HeaderSize or > int.MaxValue ? null : (int)size;
    }

    /// <summary>Reads the blob of a page of memory; null, with a sentence, where none stands there.</summary>
    /// <param name="name">What it would be, as a sentence begins.</param>
    public static DeviceTreeNode? ReadPage(IMemoryView memory, PhysicalAddress page, string name, out string? problem)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (page.Value >> PhysicalMemory.AddressBits != 0 || !memory.TryRead(page, bytes))
        {
            problem = $"{name} would be at {page}, where no RAM answers.";
            return null;
        }
        var root = Read(bytes, out problem);
        if (root is null) problem = $"At {page} is {problem}";
        return root;
    }

    /// <summary>Reads a blob, which may be followed by anything; null, with a sentence, where it is none.</summary>
    public static DeviceTreeNode? Read(ReadOnlySpan<byte> blob, out string? problem)
    {
        problem = null;
        if (TotalSize(blob) is not { } size)
        {
            problem = blob.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(blob) != Magic
                ? $"no flattened device tree: it begins with 0x{BinaryPrimitives.ReadUInt32BigEndian(blob):x8} instead of 0xd00dfeed."
                : "no flattened device tree: its header is cut short.";
            return null;
        }
        if (size > blob.Length || BinaryPrimitives.ReadUInt32BigEndian(blob[24..]) > Version || BinaryPrimitives.ReadUInt32BigEndian(blob[20..]) < LastCompatible)
        {
            problem = size > blob.Length ? $"the device tree says it has {size} bytes; {blob.Length} are there." : "the device tree has a version that nobody here reads.";
            return null;
        }
        var reader = new Reader(blob[..size]);
        if (reader.ReadRoot() is { } root) return root;
        problem = "the device tree's structure is damaged: a node or a property runs out of it.";
        return null;
    }

    /// <summary>Where each property's value stands in a blob: "/LUO/preserved-data", its first byte, its length. Empty where the blob is damaged.</summary>
    public static IEnumerable<(string Path, int Offset, int Length)> Values(ReadOnlySpan<byte> blob)
    {
        var values = new List<(string, int, int)>();
        if (TotalSize(blob) is not { } size || size > blob.Length) return values;
        var reader = new Reader(blob[..size]) { Values = values };
        return reader.ReadRoot() is null ? [] : values;
    }

    private static void Put(List<byte> to, uint word)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
        to.AddRange(bytes);
    }

    private static void PutPadded(List<byte> to, ReadOnlySpan<byte> bytes)
    {
        to.AddRange(bytes);
        while (to.Count % 4 != 0) to.Add(0);
    }

    /// <summary>Follows the structure's tokens; null from a method means damage.</summary>
    private ref struct Reader(ReadOnlySpan<byte> blob)
    {
        private readonly ReadOnlySpan<byte> _blob = blob;
        private uint _at;
        private string _path = "";

        /// <summary>Takes down where values stand; null where nobody asks.</summary>
        public List<(string, int, int)>? Values { get; init; }

        public DeviceTreeNode? ReadRoot()
        {
            _at = BinaryPrimitives.ReadUInt32BigEndian(_blob[8..]);
            return NextToken() == BeginNode ? ReadNode(0) : null;
        }

        private DeviceTreeNode? ReadNode(int level)
        {
            if (level == MostLevels || TextAt(_at) is not { } name) return null;
            Skip((uint)name.Length + 1);
            string above = _path;
            _path = level == 0 ? "" : $"{above}/{name}";
            var properties = ImmutableArray.CreateBuilder<DeviceTreeProperty>();
            var children = ImmutableArray.CreateBuilder<DeviceTreeNode>();
            while (true)
            {
                switch (NextToken())
                {
                    case EndNode:
                        _path = above;
                        return new(name, properties.ToImmutable(), children.ToImmutable());
                    case BeginNode when ReadNode(level + 1) is { } child:
                        children.Add(child);
                        break;
                    case Property when ReadProperty() is { } property:
                        properties.Add(property);
                        break;
                    default:
                        return null;
                }
            }
        }

        private DeviceTreeProperty? ReadProperty()
        {
            if (Word() is not { } length || Word() is not { } nameAt) return null;
            uint strings = BinaryPrimitives.ReadUInt32BigEndian(_blob[12..]);
            if (nameAt > _blob.Length || strings > _blob.Length || TextAt(strings + nameAt) is not { } name || length > _blob.Length || _at + length > _blob.Length) return null;
            Values?.Add(($"{_path}/{name}", (int)_at, (int)length));
            ImmutableArray<byte> value = [.. _blob.Slice((int)_at, (int)length)];
            Skip(length);
            return new(name, value);
        }

        private uint? NextToken()
        {
            uint? token = Word();
            while (token == Nop) token = Word();
            return token;
        }

        private uint? Word()
        {
            if (_at + 4UL > (ulong)_blob.Length) return null;
            uint word = BinaryPrimitives.ReadUInt32BigEndian(_blob[(int)_at..]);
            _at += 4;
            return word;
        }

        private void Skip(uint length) => _at = (_at + length + 3) & ~3U;

        private readonly string? TextAt(uint at)
        {
            if (at >= _blob.Length) return null;
            var rest = _blob[(int)at..];
            int end = rest.IndexOf((byte)0);
            return end < 0 ? null : Encoding.ASCII.GetString(rest[..end]);
        }
    }
}
