using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// The flattened device trees of a handover as files that DTB tools read: <see cref="TreeFile"/>, and kho-NAME.dtb for each child that is a
/// tree, too. Found by decoding: while a kernel prepares a handover by its word of where the tree is, after that by the boot parameters.
/// </summary>
public static class HandoverDump
{
    public const string TreeFile = "kho.dtb";

    /// <summary>Every blob and its file's name; none where the machine hands nothing over.</summary>
    public static IEnumerable<(string File, byte[] Blob)> Of(MachineState machine)
    {
        if (HandoverReading.Of(machine) is not { Contents: { } tree } reading || Blob(reading, reading.Tree) is not { } root) yield break;
        yield return (TreeFile, root);
        foreach (var child in tree.Children)
        {
            // A child's name comes from memory: it becomes part of a file's name only where it can be one.
            if (child.Name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') && Blob(reading, child.Data) is { } blob) yield return ($"kho-{child.Name}.dtb", blob);
        }
    }

    private static byte[]? Blob(HandoverReading reading, PhysicalAddress at)
    {
        byte[] page = new byte[FrameNumber.SizeInBytes];
        return reading.Memory.TryRead(at, page) && FlattenedDeviceTree.TotalSize(page) is { } size && size <= page.Length ? page[..size] : null;
    }
}
