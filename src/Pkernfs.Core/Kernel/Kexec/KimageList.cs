using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The kimage's page list as kexec keeps it in memory: 8-byte entries, an address with a flag in its low bits. It is all that
/// the code between two kernels has, so it is bytes and nothing else.
/// </summary>
public sealed class KimageList(KernelContext kernel)
{
    internal const ulong Destination = 1, Indirection = 2, Done = 4, Source = 8, Flags = 0xfff;

    private PhysicalAddress _next;
    private PhysicalAddress _last;

    /// <summary>The list's first page; zero while it is empty.</summary>
    public PhysicalAddress Head { get; private set; }

    /// <summary>Adds pages that belong at <paramref name="destination"/> and after, and stand at <paramref name="source"/> until the jump.</summary>
    public bool TryAdd(PhysicalAddress destination, PhysicalRange source)
    {
        if (!TryPut(destination.Value | Destination)) return false;
        for (var page = source.Start; page < source.End; page += ByteCount.Page)
        {
            if (!TryPut(page.Value | Source)) return false;
        }
        return true;
    }

    public bool TryFinish() => TryPut(Done);

    private bool TryPut(ulong entry)
    {
        if (_next == _last)
        {
            if (!kernel.TryAllocatePage(OwnerClass.KernelData, "kexec: page list", out var page)) return false;
            if (Head == default) Head = page;
            else kernel.Memory.TryWriteWord(_last, page.Value | Indirection);
            _next = page;
            _last = page + ByteCount.Page - new ByteCount(sizeof(ulong));
        }
        kernel.Memory.TryWriteWord(_next, entry);
        _next += new ByteCount(sizeof(ulong));
        return true;
    }

    /// <summary>
    /// relocate_kernel: follows the list and copies each page to its place. No kernel runs; it has the list's address and memory.
    /// </summary>
    /// <returns>Pages copied; null, with a sentence, where the list is damaged.</returns>
    public static int? Relocate(MemoryWriter memory, PhysicalAddress head, out string? problem)
    {
        int copied = 0;
        var destination = default(PhysicalAddress);
        var (runSource, runDestination, runLength) = (default(PhysicalAddress), default(PhysicalAddress), default(ByteCount));
        var at = head;
        // A list longer than RAM has pages runs in a circle.
        for (ulong left = memory.RamBytes.PagesRoundedUp * 2; left > 0; left--)
        {
            if (!memory.TryReadWord(at, out ulong entry))
            {
                problem = $"The kexec page list leaves RAM at {at}.";
                return null;
            }
            at += new ByteCount(sizeof(ulong));
            var address = new PhysicalAddress(entry & ~Flags);
            if (address.Value >> PhysicalMemory.AddressBits != 0)
            {
                problem = $"The kexec page list at {at - new ByteCount(sizeof(ulong))} holds 0x{entry:x}: no physical address is that wide.";
                return null;
            }
            switch (entry & Flags)
            {
                case Destination:
                    destination = address;
                    break;
                case Indirection:
                    at = address;
                    break;
                case Source:
                    if (address != runSource + runLength || destination != runDestination + runLength)
                    {
                        if (!TryCopy(memory, runSource, new(runDestination, runLength))) return Broken(runDestination, out problem);
                        (runSource, runDestination, runLength) = (address, destination, default);
                    }
                    runLength += ByteCount.Page;
                    destination += ByteCount.Page;
                    copied++;
                    break;
                case Done:
                    if (!TryCopy(memory, runSource, new(runDestination, runLength))) return Broken(runDestination, out problem);
                    problem = null;
                    return copied;
                default:
                    problem = $"The kexec page list at {at - new ByteCount(sizeof(ulong))} holds 0x{entry:x}, which is no entry of such a list.";
                    return null;
            }
        }
        problem = $"The kexec page list from {head} on never ends.";
        return null;
    }

    /// <summary>Where each page is staged, by its destination; as far as the list can be followed.</summary>
    public static IReadOnlyDictionary<PhysicalAddress, PhysicalAddress> Pages(IMemoryView memory, PhysicalAddress head)
    {
        var pages = new Dictionary<PhysicalAddress, PhysicalAddress>();
        var (at, destination) = (head, default(PhysicalAddress));
        for (int left = 1 << 20; left > 0 && at.Value % sizeof(ulong) == 0 && at.Value >> PhysicalMemory.AddressBits == 0 && memory.TryReadWord(at, out ulong entry); left--)
        {
            at += new ByteCount(sizeof(ulong));
            var address = new PhysicalAddress(entry & ~Flags);
            if ((entry & Flags) == Destination) destination = address;
            else if ((entry & Flags) == Indirection) at = address;
            else if ((entry & Flags) == Source)
            {
                pages[destination] = address;
                destination += ByteCount.Page;
            }
            else break;
        }
        return pages;
    }

    /// <summary>Page after page, as the relocation code copies; all at once where that makes no difference.</summary>
    private static bool TryCopy(MemoryWriter memory, PhysicalAddress source, PhysicalRange destination)
    {
        if (!new PhysicalRange(source, destination.Length).Overlaps(destination)) return memory.TryCopyFrames(source, destination);
        for (var to = destination.Start; to < destination.End; to += ByteCount.Page, source += ByteCount.Page)
        {
            if (source != to && !memory.TryCopyFrames(source, new(to, ByteCount.Page))) return false;
        }
        return true;
    }

    private static int? Broken(PhysicalAddress destination, out string? problem)
    {
        problem = $"The kexec page list names {destination}, where no RAM answers.";
        return null;
    }
}
