using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>Who keeps data that is handed over as long as some file needs it (FLB: file-lifecycle-bound).</summary>
public abstract class SharedDataOwner
{
    public abstract string Compatible { get; }

    public static ImmutableArray<SharedDataOwner> All { get; } = [new IommuHandoverOwner(), new PciHandoverOwner()];

    public static SharedDataOwner Of(string compatible) => All.First(owner => owner.Compatible == compatible);

    /// <summary>preserve, for the first file: its data's place; null where memory is short.</summary>
    public abstract PhysicalAddress? Preserve(KernelContext kernel);

    /// <summary>unpreserve, once no file needs it any more: nothing is left to be handed over.</summary>
    public abstract void Unpreserve(KernelContext kernel, PhysicalAddress data);

    /// <summary>finish, for the last: what only the update needed goes.</summary>
    public abstract void Finish(KernelContext kernel, PhysicalAddress data);
}
