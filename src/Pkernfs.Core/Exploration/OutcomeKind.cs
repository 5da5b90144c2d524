namespace Pkernfs.Core.Exploration;

/// <summary>How a run with a fault ends, against the same run without it. Ordered: the greater, the worse.</summary>
public enum OutcomeKind
{
    /// <summary>Guest, device and host end as they would have without the fault.</summary>
    Survives,

    /// <summary>
    /// A kernel, or what stands in for it, refuses to go on with part of the update, or the guest ends with its VMM; whatever is lost is lost in the open, and nothing is corrupted.
    /// </summary>
    KernelRefuses,

    /// <summary>DMA that should have worked was refused by the unit, or the guest's device stands still while the guest believes in it.</summary>
    DmaFaults,

    /// <summary>Bytes are wrong, or will be: memory holds what does not belong there, or a record that later steps rely on is not true. Nobody stopped it.</summary>
    SilentCorruption,

    /// <summary>A kernel stopped for good.</summary>
    Panic,
}
