using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Scenes;

/// <summary>What a <see cref="Thumbnail"/> shows, for those who do not see it.</summary>
public static class ThumbnailWords
{
    private static readonly (string Words, OwnerClass[] Classes)[] groups =
    [
        ("guest RAM and saved VM state", [OwnerClass.GuestRam, OwnerClass.VmState]),
        ("tables that survive", [OwnerClass.DomainPageTable, OwnerClass.RootAndContext]),
        ("metadata of what survives", [OwnerClass.PkernfsMetadata, OwnerClass.HandoverMetadata]),
        ("kernel, its tables and processes", [OwnerClass.KernelImage, OwnerClass.KernelData, OwnerClass.EphemeralPageTable, OwnerClass.Vmm]),
        ("stale", [OwnerClass.Stale]),
    ];

    /// <summary>"Physical memory: 514 MiB guest RAM and saved VM state, 28 KiB tables that survive, …", largest kinds of meaning first.</summary>
    public static string Of(OwnershipMap ownership)
    {
        var parts = groups
            .Select(group => (group.Words, Bytes: ownership.Extents.Where(extent => group.Classes.Contains(extent.Class)).Aggregate(0UL, (sum, extent) => sum + extent.Range.Length.Value)))
            .Where(group => group.Bytes > 0)
            .Select(group => $"{RoundSize.Of(group.Bytes)} {group.Words}");
        return $"Physical memory: {string.Join(", ", parts)}.";
    }

    /// <summary>The class's part of CSS names and of texture names: "guest", "second-stage".</summary>
    public static string Style(OwnerClass kind) => kind switch
    {
        OwnerClass.GuestRam or OwnerClass.VmState => "guest",
        OwnerClass.DomainPageTable => "second-stage",
        OwnerClass.RootAndContext => "root",
        OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata => "metadata",
        OwnerClass.KernelImage => "image",
        OwnerClass.KernelData or OwnerClass.EphemeralPageTable => "data",
        OwnerClass.Vmm => "vmm",
        OwnerClass.Stale => "stale",
        OwnerClass.Free => "free",
        _ => "firmware",
    };
}
