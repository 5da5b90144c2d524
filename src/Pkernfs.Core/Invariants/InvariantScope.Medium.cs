using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>pkernfs as its bytes have it.</summary>
public sealed partial class InvariantScope
{
    private MediumReading? _medium;
    private bool _mediumRead;

    /// <summary>The medium; null where there is no region, or it is not formatted.</summary>
    public MediumReading? Medium
    {
        get
        {
            if (_mediumRead) return _medium;
            _mediumRead = true;
            if (Region is not { } region) return null;
            var reader = new PkernfsReader(Memory, region);
            if (!reader.IsAccessible || !reader.HasMagic) return null;
            return _medium = _former is { _medium: { } known } former && known.Metadata.All(range => !Memory.ChangedRuns(former.Memory, range).Any())
                ? known.On(reader) : new MediumReading(reader);
        }
    }

    /// <summary>
    /// The RAM of the guest that a function is passed through to, wherever the plan keeps it: data of its pkernfs file, what the running kernel has allocated for it, and folios
    /// on their way to the next kernel.
    /// </summary>
    public IEnumerable<PhysicalRange> GuestMemoryOf(PciAddress function) =>
        (Medium?.DataOf("/" + (Plan.GuestOf(function) ?? Plan.Guest).RamFile) ?? [])
        .Concat(Kernel?.Pages.Allocations.Where(allocation => allocation.Kind == OwnerClass.GuestRam).Select(allocation => allocation.Range) ?? [])
        .Concat(HandedOverFolios);
}
