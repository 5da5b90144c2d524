using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>Where a walk reads entries. A struct for each kind of memory, so that the one walk is compiled for each.</summary>
internal interface IEntrySource
{
    bool TryRead(PhysicalAddress address, out ulong entry);

    /// <summary>Begins to fetch an entry, if this memory can.</summary>
    WordPlace Locate(PhysicalAddress address);
}

/// <summary>Any memory: a file's, a writer's.</summary>
internal readonly struct AnyEntries(IMemoryView memory) : IEntrySource
{
    public bool TryRead(PhysicalAddress address, out ulong entry) => memory.TryReadWord(address, out entry);

    public WordPlace Locate(PhysicalAddress address) => default;
}

/// <summary>A machine's own memory at a moment.</summary>
internal readonly struct MachineEntries(PhysicalMemory memory) : IEntrySource
{
    public bool TryRead(PhysicalAddress address, out ulong entry) => memory.TryReadWord(address, out entry);

    public WordPlace Locate(PhysicalAddress address) => memory.Locate(address);
}
