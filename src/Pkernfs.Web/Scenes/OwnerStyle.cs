using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Scenes;

/// <summary>Classes of owners as style sheets know them.</summary>
public static class OwnerStyle
{
    /// <summary>The class's part of CSS names: "guest", "second-stage".</summary>
    public static string Of(OwnerClass kind) => kind switch
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
