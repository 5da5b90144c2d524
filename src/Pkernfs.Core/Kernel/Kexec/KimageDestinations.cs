using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>Where a kexec page list copies to, read as the relocation code reads it.</summary>
public static class KimageDestinations
{
    /// <summary>Each page that will be written, with the entry that names its source, in the list's order. Ends where the list does, or where it is damaged.</summary>
    public static IEnumerable<(PhysicalAddress Entry, PhysicalRange Page)> Of(PhysicalMemory memory, PhysicalAddress head)
    {
        ulong pages = memory.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.PagesRoundedUp);
        PhysicalAddress at = head, destination = default;
        // A list longer than RAM has pages runs in a circle.
        for (ulong left = pages * 2; left > 0 && at.Value >> PhysicalMemory.AddressBits == 0 && memory.TryReadWord(at, out ulong entry); left--)
        {
            var place = at;
            var address = new PhysicalAddress(entry & ~KimageList.Flags & ((1UL << PhysicalMemory.AddressBits) - 1));
            at += new ByteCount(sizeof(ulong));
            switch (entry & KimageList.Flags)
            {
                case KimageList.Destination:
                    destination = address;
                    break;
                case KimageList.Indirection:
                    at = address;
                    break;
                case KimageList.Source:
                    yield return (place, new(destination, ByteCount.Page));
                    destination += ByteCount.Page;
                    break;
                default:
                    yield break;
            }
        }
    }
}
