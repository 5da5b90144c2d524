using System.Runtime.CompilerServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>Where a walk reads entries, by aligned address. A struct for each kind of memory, so that the one walk is compiled for each.</summary>
internal interface IEntrySource
{
    bool TryRead(PhysicalAddress address, out ulong entry);

    /// <summary>Begins to fetch an entry, if this memory can.</summary>
    WordPlace Locate(PhysicalAddress address);
}

/// <summary>Any memory: a file's, a writer's, a machine's that is seldom read.</summary>
internal readonly struct AnyEntries(IMemoryView memory) : IEntrySource
{
    public bool TryRead(PhysicalAddress address, out ulong entry) => memory.TryReadWord(address, out entry);

    public WordPlace Locate(PhysicalAddress address) => default;
}

/// <summary>A machine's own memory at a moment that is read a lot.</summary>
internal readonly struct MachineEntries(PhysicalMemory memory, FrameDirectory directory) : IEntrySource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(PhysicalAddress address, out ulong entry)
    {
        if (directory.Find(address.Value) is not (not 0 and var page))
        {
            bool read = memory.TryReadWordByTree(address, out ulong word);
            entry = word;
            return read;
        }
        entry = Arena.WordAt(page, address.Value >> 3);
        return true;
    }

    /// <summary>Where a table lies as a page; 0 where it does not.</summary>
    public nint PageAt(PhysicalAddress table) => directory.Find(table.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordPlace Locate(PhysicalAddress address)
    {
        var place = directory.FindWord(address.Value);
        place.Prefetch();
        return place;
    }
}
