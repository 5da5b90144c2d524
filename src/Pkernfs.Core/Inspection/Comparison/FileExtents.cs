using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Where the data of files lies, those of pkernfs and the one that guest RAM is, as runs that are contiguous in memory and in their file.</summary>
/// <param name="Extents">By address, without overlaps.</param>
internal sealed record FileExtents(ImmutableArray<FileExtent> Extents)
{
    /// <param name="medium">pkernfs; null where there is none.</param>
    /// <param name="mapped">The last machine up to this moment in which a VMM has guest RAM mapped; null where none did yet. Which frames are the guest's does not change until the next VMM maps them.</param>
    public static FileExtents Of(PkernfsReader? medium, MachineState? mapped)
    {
        var guests = (mapped?.Vmms ?? []).Select(vmm => (Process: vmm, Name: vmm.Memory.Mappings.FirstOrDefault(mapping => mapping.Range == vmm.GuestRam)?.Name.TrimStart('/'))).Where(guest => guest.Name is not null).ToArray();
        var files = OfMedium(medium, guests.ToDictionary(guest => "/" + guest.Name, guest => guest.Process.Guest, StringComparer.Ordinal));
        if (guests.Length == 0) return new(files);
        // A file of pkernfs says by itself where its data is.
        var named = files.Select(file => file.Path).ToHashSet();
        var others = guests.Where(guest => !named.Contains("/" + guest.Name)).SelectMany(guest => OfMapping(mapped!, guest.Process, guest.Name!))
            .Where(extent => !files.Any(file => file.Range.Overlaps(extent.Range)));
        return new([.. files.Concat(others).OrderBy(extent => extent.Range.Start)]);
    }

    private static IEnumerable<FileExtent> OfMapping(MachineState machine, VmmProcess vmm, string name) =>
        PageTable<X86Paging, VirtualAddress>.Leaves(machine.Platform.Memory, vmm.Memory.Tables, KernelContext.ProcessorLimits, true, vmm.GuestRam)
            .Select(run => new FileExtent(new(run.Output, run.Length), name, (run.Input - vmm.GuestRam.Start).Value, vmm.Guest));

    private static ImmutableArray<FileExtent> OfMedium(PkernfsReader? medium, IReadOnlyDictionary<string, string> guests)
    {
        var extents = ImmutableArray.CreateBuilder<FileExtent>();
        foreach (var owner in medium?.BlockOwners() ?? [])
        {
            if (owner.Use != BlockUse.Data || !medium!.IsInRegion(owner.Run)) continue;
            var bytes = medium.RunBytes(owner.Run);
            ulong offset = owner.FileBlock * PkernfsLayout.BlockSize;
            // On a damaged medium a block can have two owners; the first that claims it counts.
            if (extents.Count > 0 && extents[^1].Range.End > bytes.Start) continue;
            if (extents.Count > 0 && extents[^1] is var last && last.Path == owner.Path && last.Range.End == bytes.Start && last.Offset + last.Range.Length.Value == offset)
                extents[^1] = last with { Range = PhysicalRange.FromTo(last.Range.Start, bytes.End) };
            else
                extents.Add(new(bytes, owner.Path, offset, guests.GetValueOrDefault(owner.Path)));
        }
        return extents.ToImmutable();
    }

    /// <summary>Parts of a range, in order, each in one file or in none.</summary>
    public IEnumerable<(PhysicalRange Range, ReachTarget Target)> Cut(PhysicalRange range)
    {
        var at = range.Start;
        foreach (var extent in Extents)
        {
            var inside = extent.Range.Intersect(range);
            if (inside.IsEmpty) continue;
            if (at < inside.Start) yield return (PhysicalRange.FromTo(at, inside.Start), new(at, null, 0, null));
            yield return (inside, new(inside.Start, extent.Path, extent.Offset + (inside.Start - extent.Range.Start).Value, extent.Guest));
            at = inside.End;
        }
        if (at < range.End) yield return (PhysicalRange.FromTo(at, range.End), new(at, null, 0, null));
    }
}

/// <param name="Path">The file's path in pkernfs, or the name of a file that has none there.</param>
/// <param name="Offset">Where in the file it begins, in bytes.</param>
/// <param name="Guest">The name of the guest whose RAM the file is, wherever it is kept, empty for the only one; null for another file.</param>
internal sealed record FileExtent(PhysicalRange Range, string Path, ulong Offset, string? Guest);

/// <summary>A byte that a device reaches.</summary>
/// <param name="File">The file that it belongs to; null where to none.</param>
/// <param name="Offset">Its place in the file.</param>
internal readonly record struct ReachTarget(PhysicalAddress Address, string? File, ulong Offset, string? Guest)
{
    /// <summary>True where both are the same byte of the guest's, or of the same file, wherever that is kept, or the same byte of memory.</summary>
    public bool SameAs(ReachTarget other) => Guest is not null && Guest == other.Guest ? Offset == other.Offset
        : File == other.File && (File is null ? Address == other.Address : Offset == other.Offset);

    public ReachTarget Further(ByteCount bytes) => this with { Address = Address + bytes, Offset = Offset + bytes.Value };

    public override string ToString() => File is null ? $"to {Address}" : $"to {Address}, {File} at 0x{Offset:x}";
}
