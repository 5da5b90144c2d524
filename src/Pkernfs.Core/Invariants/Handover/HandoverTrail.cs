using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Invariants;

/// <summary>
/// Where a handover leads: its data followed from the root tree on, through the orchestrator's lists, the IOMMU's objects, memfds and memblock's named regions, with every address on the way.
/// What cannot be read is left out and told by <see cref="Problems"/>.
/// </summary>
public sealed class HandoverTrail
{
    private readonly IMemoryView _memory;
    private readonly ImmutableArray<HandoverPointer>.Builder _pointers = ImmutableArray.CreateBuilder<HandoverPointer>();
    private readonly ImmutableArray<Violation>.Builder _problems = ImmutableArray.CreateBuilder<Violation>();
    private readonly ImmutableArray<HandoverDevice>.Builder _devices = ImmutableArray.CreateBuilder<HandoverDevice>();
    private readonly List<PhysicalRange> _folios = [];
    private readonly Dictionary<PhysicalAddress, int> _blocks = [];
    private readonly HandoverVersion _version;

    internal HandoverTrail(HandoverReading reading)
    {
        (Reading, _memory) = (reading, reading.Memory);
        var page = new PhysicalRange(reading.Tree, ByteCount.Page);
        if (reading.Problem is { } problem) _problems.Add(new(problem, page));
        if (reading.Contents is not { } contents) return;
        _version = contents.Version;
        foreach (var block in reading.Map.Blocks) _blocks[block.Address] = Math.Max(block.Order, _blocks.GetValueOrDefault(block.Address));
        foreach (var child in contents.Children) _pointers.Add(new(WordOf(page, child.Data), child.Data, $"The tree's child {child.Name}"));
        if (contents.Child(HandoverChild.Orchestrator) is { } orchestrator) ReadOrchestrator(orchestrator.Data);
        if (contents.Child(RegionTree.Name) is { } region) ReadRegion(region.Data);
        if (contents.Child(HandoverChild.Memblock) is { } memblock) ReadRegions(memblock.Data);
    }

    /// <summary>The root tree and the record of preserved memory that it starts from.</summary>
    public HandoverReading Reading { get; }

    /// <summary>All preserved memory, by address, neighbours joined.</summary>
    public ImmutableArray<PhysicalRange> Preserved => Reading.Kept;

    /// <summary>Every physical address that the handover's own data hold.</summary>
    public ImmutableArray<HandoverPointer> Pointers => _pointers.ToImmutable();

    /// <summary>Device objects of the IOMMU.</summary>
    public ImmutableArray<HandoverDevice> Devices => _devices.ToImmutable();

    /// <summary>Folios of all memfds and what of named regions is preserved, by address, neighbours joined.</summary>
    public ImmutableArray<PhysicalRange> Folios => Coverage.Join(_folios);

    /// <summary>What could not be read.</summary>
    public ImmutableArray<Violation> Problems => _problems.ToImmutable();

    /// <summary>True where a preserved block begins at that address.</summary>
    public bool IsBlock(PhysicalAddress address) => _blocks.ContainsKey(address);

    private void ReadRegion(PhysicalAddress place)
    {
        var page = new PhysicalRange(place, ByteCount.Page);
        if (RegionTree.Read(_memory, place, out string? problem) is not { Region: var region }) _problems.Add(new(problem!, page));
        else _pointers.Add(new(WordOf(page, region.Start), region.Start, "The region of pkernfs"));
    }

    private void ReadOrchestrator(PhysicalAddress place)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (!TryRead(place, bytes) || OrchestratorRoot.Decode(_version, bytes, out _) is not { } root)
        {
            _problems.Add(new($"The orchestrator's data at {place} cannot be read.", new(place, new(OrchestratorRoot.Size))));
            return;
        }
        var page = new PhysicalRange(place, ByteCount.Page);
        if (root.Sessions != default) _pointers.Add(new(WordOf(page, root.Sessions), root.Sessions, "The orchestrator's list of sessions"));
        if (root.SharedData != default) _pointers.Add(new(WordOf(page, root.SharedData), root.SharedData, "The orchestrator's shared data"));
        bool chained = _version.HasBlobSize();
        foreach (var (at, session) in List(chained ? RecordBlocks.Chain : RecordBlocks.OldSessions, root.Sessions, SessionRecord.Size, null, "sessions"))
        {
            var record = SessionRecord.Decode(session);
            _pointers.Add(new(new(at + new ByteCount(64), new(8)), record.Files, $"Session {record.Name}"));
            foreach (var (file, entry) in List(chained ? RecordBlocks.Chain : RecordBlocks.OldFiles, record.Files, FileRecord.Size, record.FileCount, $"files of session {record.Name}"))
                ReadFile(file, FileRecord.Decode(entry));
        }
        foreach (var (at, shared) in List(RecordBlocks.SharedData, root.SharedData, SharedDataRecord.Size, null, "shared data"))
        {
            var record = SharedDataRecord.Decode(shared);
            _pointers.Add(new(new(at + new ByteCount(48), new(8)), new(record.Data), $"Shared data {record.Compatible}"));
            if (record.Compatible == IommuRecord.Compatible) ReadIommu(new(record.Data));
        }
    }

    private void ReadFile(PhysicalAddress place, FileRecord file)
    {
        var data = new PhysicalAddress(file.Data);
        _pointers.Add(new(new(place + new ByteCount(48), new(8)), data, $"File {file.Token} ({file.Compatible})"));
        byte[] bytes = new byte[MemoryFileRecord.Size];
        if (file.Compatible != MemoryFileRecord.Compatible || !TryRead(data, bytes)) return;
        var record = MemoryFileRecord.Decode(bytes);
        _pointers.Add(new(new(data + new ByteCount(32), new(8)), record.Entries.FirstChunk, $"The memfd with token {file.Token}"));
        if (record.Entries.Follow(_memory, out string? problem) is not { } area)
        {
            _problems.Add(new($"The memfd with token {file.Token}: {problem}", new(data, new(MemoryFileRecord.Size))));
            return;
        }
        byte[] page = new byte[FrameNumber.SizeInBytes];
        ulong left = record.Folios;
        foreach (var entries in area.Pages)
        {
            for (int i = 0; left > 0 && i < FrameNumber.SizeInBytes && TryRead(entries, page); i += FolioRecord.Size, left--)
            {
                var folio = FolioRecord.Read(page.AsSpan(i)).Frame.Address;
                _pointers.Add(new(new(entries + new ByteCount((ulong)i), new(8)), folio, $"A folio of the memfd with token {file.Token}"));
                if (_blocks.TryGetValue(folio, out int order)) _folios.Add(new PreservedBlock(folio, order).Range);
            }
        }
    }

    private void ReadRegions(PhysicalAddress place)
    {
        var page = new PhysicalRange(place, ByteCount.Page);
        if (MemblockRecord.Read(_memory, place, out string? problem) is not { } record)
        {
            _problems.Add(new($"The named regions: {problem}", page));
            return;
        }
        foreach (var region in record.Regions)
        {
            _pointers.Add(new(WordOf(page, region.Range.Start), region.Range.Start, $"The region {region.Name}"));
            _folios.AddRange(Coverage.Inside(region.Range, Preserved));
        }
    }

    private void ReadIommu(PhysicalAddress place)
    {
        byte[] bytes = new byte[IommuRecord.Size];
        if (!TryRead(place, bytes)) return;
        var arrays = IommuRecord.Decode(bytes);
        foreach (var (offset, first, what) in new[] { (0UL, arrays.Units, "units"), (8UL, arrays.Domains, "domains"), (16UL, arrays.Devices, "devices") })
            _pointers.Add(new(new(place + new ByteCount(offset), new(8)), first, $"The IOMMU's {what}"));
        foreach (var (at, unit) in Objects(arrays.Units, UnitRecord.Size, "units"))
        {
            if (UnitRecord.Decode(unit) is { } record) _pointers.Add(new(new(at + new ByteCount(40), new(8)), record.RootTable, "The remapping unit's root table"));
        }
        foreach (var (at, domain) in Objects(arrays.Domains, DomainRecord.Size, "domains"))
            _pointers.Add(new(new(at + new ByteCount(8), new(8)), DomainRecord.Decode(domain).TopTable, "A domain's top table"));
        foreach (var (at, device) in Objects(arrays.Devices, DeviceRecord.Size, "devices")) _devices.Add(new(at, DeviceRecord.Decode(device)));
    }

    private ImmutableArray<(PhysicalAddress Place, byte[] Bytes)> List(RecordBlocks blocks, PhysicalAddress first, int size, ulong? expected, string what) =>
        first == default ? [] : Told(blocks.Read(_memory, first, size, expected, out string? problem), first, what, problem);

    private ImmutableArray<(PhysicalAddress Place, byte[] Bytes)> Objects(PhysicalAddress first, int size, string what) =>
        Told(ObjectArray.Read(_memory, first, size, out string? problem), first, what, problem);

    private ImmutableArray<(PhysicalAddress Place, byte[] Bytes)> Told(RecordList? list, PhysicalAddress first, string what, string? problem)
    {
        if (list is null)
        {
            _problems.Add(new($"The list of {what}: {problem}", null));
            return [];
        }
        // A chain's pages name each other in their first words.
        foreach (var (page, next) in list.Blocks.Zip(list.Blocks.Skip(1))) _pointers.Add(new(new(page, new(8)), next, $"The list of {what}"));
        return list.Records;
    }

    /// <summary>Where a page holds that address as a word; the whole page where it is not found.</summary>
    private PhysicalRange WordOf(PhysicalRange page, PhysicalAddress value)
    {
        Span<byte> bytes = stackalloc byte[FrameNumber.SizeInBytes], word = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value.Value);
        int at = TryRead(page.Start, bytes) ? bytes.IndexOf(word) : -1;
        return at < 0 ? page : new(page.Start + new ByteCount((ulong)at), new(sizeof(ulong)));
    }

    private bool TryRead(PhysicalAddress at, Span<byte> bytes) => at.Value >> PhysicalMemory.AddressBits == 0 && _memory.TryRead(at, bytes);
}

/// <summary>A physical address in a handover's data.</summary>
/// <param name="Bytes">Where it stands.</param>
/// <param name="Words">What it is of: "Session vm".</param>
public sealed record HandoverPointer(PhysicalRange Bytes, PhysicalAddress Target, string Words);

/// <summary>A device object, and where it stands.</summary>
public sealed record HandoverDevice(PhysicalAddress Place, DeviceRecord Record);
