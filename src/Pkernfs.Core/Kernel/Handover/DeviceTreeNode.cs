using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Pkernfs.Core.Kernel;

/// <summary>A node of a device tree: a name, properties, nodes below.</summary>
/// <param name="Name">Empty for the root.</param>
public sealed record DeviceTreeNode(string Name, ImmutableArray<DeviceTreeProperty> Properties, ImmutableArray<DeviceTreeNode> Children)
{
    /// <summary>The node below of that name; null where there is none.</summary>
    public DeviceTreeNode? Child(string name) => Children.FirstOrDefault(child => child.Name == name);

    /// <summary>A property that is text, without its NUL; null where there is none.</summary>
    public string? Text(string name) =>
        Properties.FirstOrDefault(property => property.Name == name) is { Value: [.., 0] value } ? Encoding.ASCII.GetString(value.AsSpan()[..^1]) : null;

    /// <summary>A property of 8 bytes as the processor reads them, little-endian; null where there is none of that length.</summary>
    public ulong? Word(string name) =>
        Properties.FirstOrDefault(property => property.Name == name) is { Value.Length: sizeof(ulong) } found ? BinaryPrimitives.ReadUInt64LittleEndian(found.Value.AsSpan()) : null;
}

/// <summary>A property's name and its bytes.</summary>
public sealed record DeviceTreeProperty(string Name, ImmutableArray<byte> Value)
{
    /// <summary>ASCII with a closing NUL.</summary>
    public static DeviceTreeProperty OfText(string name, string text) => new(name, [.. Encoding.ASCII.GetBytes(text), 0]);

    /// <summary>8 bytes in the processor's own order: what Kexec HandOver writes, though device trees are big-endian elsewhere.</summary>
    public static DeviceTreeProperty OfWord(string name, ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return new(name, [.. bytes]);
    }
}
