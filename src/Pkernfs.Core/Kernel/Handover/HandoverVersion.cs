namespace Pkernfs.Core.Kernel;

/// <summary>Which format of Kexec HandOver a kernel speaks. A kernel takes its own and no other: the whole string is compared.</summary>
public enum HandoverVersion
{
    /// <summary>v6.16 on: preserved memory in chunks of bitmaps, children with an "fdt" each.</summary>
    V1 = 1,

    /// <summary>Preserved memory in a radix tree, edited in place; "preserved-data".</summary>
    V2,

    /// <summary>With "blob-size": children may be of any format.</summary>
    V3,

    /// <summary>The depth formula corrected; with 4 KiB pages the same layout as before.</summary>
    V4,
}

/// <summary>What tells the formats apart.</summary>
public static class HandoverVersions
{
    /// <summary>The root tree's "compatible": "kho-v4".</summary>
    public static string Compatible(this HandoverVersion version) => $"kho-v{(int)version}";

    /// <summary>True where preserved memory is tracked in a radix tree that is always up to date.</summary>
    public static bool HasRadix(this HandoverVersion version) => version >= HandoverVersion.V2;

    /// <summary>True where a child's length stands beside its address, so that it need not be a device tree.</summary>
    public static bool HasBlobSize(this HandoverVersion version) => version >= HandoverVersion.V3;

    /// <summary>The property that holds a child's address.</summary>
    public static string DataProperty(this HandoverVersion version) => version == HandoverVersion.V1 ? "fdt" : "preserved-data";

    /// <summary>The version with that "compatible"; null where there is none.</summary>
    public static HandoverVersion? Of(string? compatible) =>
        Enum.GetValues<HandoverVersion>().Cast<HandoverVersion?>().FirstOrDefault(version => version!.Value.Compatible() == compatible);
}
