using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection;

/// <summary>A run of physical addresses with one owner and one purpose at a moment.</summary>
/// <param name="Label">What it is, in words: "context table, bus 01", "/guest-ram", "kernel 6.7.0".</param>
/// <param name="Persistent">True when a kexec leaves it alone: the carve-out, firmware's memory, devices' windows.</param>
/// <param name="Former">For stale memory, what it last was; else null.</param>
/// <param name="ReachableBy">For memory without an owner, a device that can still reach it, as "00:03.0"; else null.</param>
public sealed record OwnedExtent(
    PhysicalRange Range,
    OwnerClass Class,
    string Label,
    bool Persistent,
    string? Former = null,
    string? ReachableBy = null)
{
    /// <summary>True when nothing but the place tells the two apart.</summary>
    public bool SameAs(OwnedExtent other) => this == other with { Range = Range };
}
