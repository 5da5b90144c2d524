using System.Buffers.Binary;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The Live Update Orchestrator's root, the handover's child "LUO": which update this is, where sessions and shared data are listed.
/// "luo-v5" is 32 bytes: 8 of name, then three words. "luo-v1", from when every child was a device tree, is one.
/// </summary>
/// <param name="Number">How many live updates there were, this one included.</param>
/// <param name="Sessions">The first block of sessions; zero while none is written.</param>
/// <param name="SharedData">The page of shared data; zero while none is written.</param>
public sealed record OrchestratorRoot(ulong Number, PhysicalAddress Sessions, PhysicalAddress SharedData)
{
    /// <summary>The structure's version, and the older tree's.</summary>
    public const string Compatible = "luo-v5", OldCompatible = "luo-v1";

    /// <summary>Bytes of the structure.</summary>
    public const int Size = 32;

    private const string SessionNode = "luo-session", SharedNode = "luo-flb";

    /// <summary>The structure, or the tree where the handover's version has nothing but trees.</summary>
    public byte[] Encode(HandoverVersion version)
    {
        if (!version.HasBlobSize()) return EncodeTree();
        byte[] bytes = new byte[Size];
        FixedText.Write(bytes.AsSpan(0, 8), Compatible);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Sessions.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), SharedData.Value);
        return bytes;
    }

    /// <summary>Null, with a sentence, where the bytes are of another version or damaged.</summary>
    /// <exception cref="ArgumentException">Fewer than 32 bytes.</exception>
    public static OrchestratorRoot? Decode(HandoverVersion version, ReadOnlySpan<byte> bytes, out string? problem)
    {
        if (!version.HasBlobSize()) return DecodeTree(bytes, out problem);
        string compatible = FixedText.Read(bytes[..8]);
        problem = compatible == Compatible ? null : $"the orchestrator's data is \"{compatible}\" instead of \"{Compatible}\".";
        return problem is not null ? null : new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])),
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])));
    }

    private byte[] EncodeTree() => FlattenedDeviceTree.Write(new(
        "",
        [DeviceTreeProperty.OfText("compatible", OldCompatible), DeviceTreeProperty.OfWord("liveupdate-number", Number)],
        [
            new(SessionNode, [DeviceTreeProperty.OfText("compatible", "luo-session-v1"), DeviceTreeProperty.OfWord("luo-session-header", Sessions.Value)], []),
            new(SharedNode, [DeviceTreeProperty.OfText("compatible", "luo-flb-v1"), DeviceTreeProperty.OfWord("luo-flb-header", SharedData.Value)], []),
        ]));

    private static OrchestratorRoot? DecodeTree(ReadOnlySpan<byte> bytes, out string? problem)
    {
        if (FlattenedDeviceTree.Read(bytes, out problem) is not { } root)
        {
            problem = $"the orchestrator's data is {problem}";
            return null;
        }
        if (root.Text("compatible") == OldCompatible && root.Word("liveupdate-number") is { } number
            && root.Child(SessionNode)?.Word("luo-session-header") is { } sessions && root.Child(SharedNode)?.Word("luo-flb-header") is { } shared)
            return new(number, new(sessions), new(shared));
        problem = $"the orchestrator's tree is \"{root.Text("compatible")}\" instead of \"{OldCompatible}\", or lacks a node.";
        return null;
    }
}
