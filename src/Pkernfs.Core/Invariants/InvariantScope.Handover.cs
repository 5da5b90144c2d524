using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Invariants;

/// <summary>What one kernel hands to the next, as its bytes have it.</summary>
public sealed partial class InvariantScope
{
    private (ImmutableArray<PhysicalRange> All, ImmutableArray<PhysicalRange> Guest)? _handedOver;

    /// <summary>Memory that is handed over and that nobody has taken over yet, and of it the guest's RAM; both empty where nothing is.</summary>
    public (ImmutableArray<PhysicalRange> All, ImmutableArray<PhysicalRange> Guest) HandedOver => _handedOver ??= ReadHandover();

    private (ImmutableArray<PhysicalRange> All, ImmutableArray<PhysicalRange> Guest) ReadHandover()
    {
        if (HandoverReading.Of(Machine) is not { } reading) return ([], []);
        var guest = HandoverClaims.Of(reading, Platform.Unit).Where(claim => claim.Class == OwnerClass.GuestRam).Select(claim => claim.Range);
        return (reading.Kept, Coverage.Join(guest.SelectMany(range => Coverage.Inside(range, reading.Kept))));
    }
}
