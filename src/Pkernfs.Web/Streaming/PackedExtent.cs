using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Streaming;

/// <summary>A run of physical addresses drawn as one: what it is for, and whether a kexec leaves it alone.</summary>
/// <param name="Class">Null, in changes only: nothing answers there any more.</param>
public readonly record struct PackedExtent(PhysicalRange Range, OwnerClass? Class, ExtentMarks Marks)
{
    public static PackedExtent Of(OwnedExtent extent) => new(
        extent.Range,
        extent.Class,
        (extent.Persistent ? ExtentMarks.Persistent : ExtentMarks.None) | (extent.ReachableBy is null ? ExtentMarks.None : ExtentMarks.Reachable));

    /// <summary>True when nothing but the place tells the two apart.</summary>
    public bool LooksLike(PackedExtent other) => Class == other.Class && Marks == other.Marks;
}

/// <summary>What else a drawing says of an extent.</summary>
[Flags]
public enum ExtentMarks : byte
{
    None = 0,

    /// <summary>A kexec leaves it alone.</summary>
    Persistent = 1,

    /// <summary>No one owns it, but a device can still reach it.</summary>
    Reachable = 2,

    /// <summary>A cell that holds more than one kind of memory; its class is that of the highest number.</summary>
    Mixed = 4,
}
