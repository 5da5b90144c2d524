using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>What each page of a handover is, found by following it from the root tree on: nothing but bytes is asked.</summary>
internal sealed class HandoverClaims
{
    /// <summary>Damaged lists can be long: more pages than a guest of 64 GiB in 2 MiB folios has.</summary>
    private const int Most = 65_536;

    private readonly HandoverReading _reading;
    private readonly PageTableLimits _limits;
    private readonly List<HandoverClaim> _claims = [];

    private HandoverClaims(HandoverReading reading, PageTableLimits limits)
    {
        _reading = reading;
        _limits = limits;
    }

    public static IReadOnlyList<HandoverClaim> Of(HandoverReading reading, VtdUnit unit)
    {
        var claims = new HandoverClaims(reading, unit.SecondStageLimits);
        claims.Follow();
        return claims._claims;
    }

    private void Follow()
    {
        if (_reading.ScratchArray != default) Add(_reading.ScratchArray, HandoverPart.ScratchArray, "scratch areas", "setup_data");
        if (_reading.Node != default) Add(_reading.Node, HandoverPart.SetupData, "boot parameters", "setup_data of the boot parameters", length: new(HandoverSetupData.Size));
        if (_reading.Contents is not { } tree) return;
        Add(_reading.Tree, HandoverPart.Tree, "root tree", _reading.Node == default ? "the kernel's word" : $"setup_data at {_reading.Node}");
        foreach (var page in _reading.Map.Pages)
        {
            var part = page.What switch { "radix leaf" => HandoverPart.RadixLeaf, "bitmap chunk" => HandoverPart.BitmapChunk, "bitmaps" => HandoverPart.Bitmaps, _ => HandoverPart.RadixNode };
            Add(page.Page, part, $"record of preserved memory: {page.What}", "preserved-memory-map of the root tree");
        }
        foreach (var child in tree.Children)
        {
            if (child.Name == HandoverChild.Orchestrator) FollowOrchestrator(tree.Version, child);
            else if (child.Name == RegionTree.Name) Add(child.Data, HandoverPart.Tree, "tree of the pkernfs region", $"child {child.Name} of the root tree");
            else if (child.Name == HandoverChild.Memblock) FollowMemblock(child);
            else Add(child.Data, HandoverPart.KexecMetadata, child.Name, $"child {child.Name} of the root tree");
        }
    }

    private void FollowMemblock(HandoverChild child)
    {
        Add(child.Data, HandoverPart.Tree, "memblock's tree of named regions", $"child {child.Name} of the root tree");
        if (!Readable(child.Data) || MemblockRecord.Read(_reading.Memory, child.Data, out _) is not { } record) return;
        foreach (var region in record.Regions)
            _claims.Add(new(region.Range, OwnerClass.GuestRam, $"reserve_mem {region.Name}", $"node {region.Name} of memblock's tree", HandoverPart.Content));
    }

    private void FollowOrchestrator(HandoverVersion version, HandoverChild child)
    {
        bool chained = version.HasBlobSize();
        Add(child.Data, chained ? HandoverPart.OrchestratorRoot : HandoverPart.Tree, "orchestrator's root", "child LUO of the root tree");
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (!Readable(child.Data) || !_reading.Memory.TryRead(child.Data, bytes) || OrchestratorRoot.Decode(version, bytes, out _) is not { } root) return;
        var (sessionBlocks, fileBlocks) = chained ? (RecordBlocks.Chain, RecordBlocks.Chain) : (RecordBlocks.OldSessions, RecordBlocks.OldFiles);
        if (root.Sessions != default && sessionBlocks.Read(_reading.Memory, root.Sessions, SessionRecord.Size, null, out _) is { } sessions)
        {
            AddBlocks(sessions, sessionBlocks, HandoverPart.Sessions, "sessions", "orchestrator's root");
            foreach (var session in sessions.Records.Select(found => SessionRecord.Decode(found.Bytes))) FollowSession(fileBlocks, session);
        }
        if (root.SharedData == default || RecordBlocks.SharedData.Read(_reading.Memory, root.SharedData, SharedDataRecord.Size, null, out _) is not { } shared) return;
        AddBlocks(shared, RecordBlocks.SharedData, HandoverPart.SharedData, "shared data", "orchestrator's root");
        foreach (var data in shared.Records.Select(found => SharedDataRecord.Decode(found.Bytes)))
        {
            if (data.Compatible == PciRecord.Compatible) Add(new(data.Data), HandoverPart.PciList, "PCI functions", $"shared data {data.Compatible}");
            else if (data.Compatible == IommuRecord.Compatible) FollowIommu(new(data.Data));
        }
    }

    private void FollowSession(RecordBlocks blocks, SessionRecord session)
    {
        if (blocks.Read(_reading.Memory, session.Files, FileRecord.Size, session.FileCount, out _) is not { } files) return;
        AddBlocks(files, blocks, HandoverPart.Files, $"files of session {session.Name}", $"session {session.Name}");
        foreach (var file in files.Records.Select(found => FileRecord.Decode(found.Bytes)))
        {
            string from = $"file with token {file.Token} of session {session.Name}";
            switch (file.Compatible)
            {
                case MemoryFileRecord.Compatible:
                    FollowMemoryFile(new(file.Data), file.Token, from);
                    break;
                case IommufdRecord.Compatible:
                    Add(new(file.Data), HandoverPart.Iommufd, "iommufd: HWPTs", from);
                    break;
                case VfioDeviceRecord.Compatible:
                    Add(new(file.Data), HandoverPart.VfioDevice, "vfio-pci device", from);
                    break;
            }
        }
    }

    private void FollowMemoryFile(PhysicalAddress page, ulong token, string from)
    {
        Add(page, HandoverPart.MemoryFile, $"memfd {token}: record", from);
        byte[] bytes = new byte[MemoryFileRecord.Size];
        if (!Readable(page) || !_reading.Memory.TryRead(page, bytes)) return;
        var record = MemoryFileRecord.Decode(bytes);
        if (record.Entries.Follow(_reading.Memory, out _) is not { } area) return;
        foreach (var chunk in area.Chunks) Add(chunk, HandoverPart.VmallocChunk, $"memfd {token}: list of pages", $"memfd record at {page}");
        foreach (var part in area.Pages) Add(part, HandoverPart.Folios, $"memfd {token}: folios", $"list of pages at {record.Entries.FirstChunk}");
        OwnerClass? kind = null;
        ulong pages = record.FileSize.PagesRoundedUp;
        foreach (var (folio, next) in WithNext(MemoryFileHandler.ReadFolios(_reading.Memory, record, area.Pages).Take(Most), pages))
        {
            var place = new PhysicalAddress(folio.Frame.Value << FrameNumber.Shift);
            if (!Readable(place) || next <= folio.Index) return;
            kind ??= IsVmState(place) ? OwnerClass.VmState : OwnerClass.GuestRam;
            _claims.Add(new(new(place, ByteCount.Page * (next - folio.Index)), kind.Value, kind == OwnerClass.VmState ? $"memfd {token}: saved VM state" : $"memfd {token}", from, HandoverPart.Content));
        }
    }

    private void FollowIommu(PhysicalAddress top)
    {
        Add(top, HandoverPart.IommuArrays, "IOMMU: arrays", $"shared data {IommuRecord.Compatible}");
        byte[] bytes = new byte[IommuRecord.Size];
        if (!Readable(top) || !_reading.Memory.TryRead(top, bytes)) return;
        var arrays = IommuRecord.Decode(bytes);
        string from = $"IOMMU arrays at {top}";
        foreach (var record in Array(arrays.Units, UnitRecord.Size, HandoverPart.IommuUnits, "IOMMU objects: units", from))
        {
            if (UnitRecord.Decode(record) is { } unit) FollowUnit(unit);
        }
        foreach (var domain in Array(arrays.Domains, DomainRecord.Size, HandoverPart.IommuDomains, "IOMMU objects: domains", from).Select(record => DomainRecord.Decode(record)))
        {
            if (domain.Levels is < 3 or > 5 || !Readable(domain.TopTable)) continue;
            foreach (var table in PageTable<SecondStage, Iova>.Tables(_reading.Memory, new(domain.TopTable, domain.Levels), _limits).Take(Most))
                _claims.Add(new(new(table.Address, ByteCount.Page), OwnerClass.DomainPageTable, $"level {table.Level} table of a domain", "domain object", HandoverPart.Tables));
        }
        _ = Array(arrays.Devices, DeviceRecord.Size, HandoverPart.IommuDevices, "IOMMU objects: devices", from).Count();
    }

    private void FollowUnit(UnitRecord unit)
    {
        if (!Readable(unit.RootTable)) return;
        _claims.Add(new(new(unit.RootTable, ByteCount.Page), OwnerClass.RootAndContext, "root table", "unit object", HandoverPart.Tables));
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (unit.HasContextTable((byte)bus) && RootEntry.TryRead(_reading.Memory, unit.RootTable, (byte)bus, out var entry) && entry.Present)
                _claims.Add(new(new(entry.ContextTable, ByteCount.Page), OwnerClass.RootAndContext, $"context table, bus {bus:x2}", $"root entry {bus:x2}", HandoverPart.Tables));
        }
    }

    private IEnumerable<byte[]> Array(PhysicalAddress first, int size, HandoverPart part, string label, string from)
    {
        if (ObjectArray.Read(_reading.Memory, first, size, out _) is not { } list) yield break;
        foreach (var page in list.Blocks) Add(page, part, label, from);
        foreach (var (_, record) in list.Records) yield return record;
    }

    private void AddBlocks(RecordList list, RecordBlocks blocks, HandoverPart part, string label, string from)
    {
        foreach (var block in list.Blocks) Add(block, part, label, from, ByteCount.Page * (ulong)blocks.Pages, blocks.Header);
    }

    private void Add(PhysicalAddress page, HandoverPart part, string label, string from, ByteCount? length = null, int header = 0)
    {
        if (Readable(page)) _claims.Add(new(new(page, length ?? ByteCount.Page), OwnerClass.HandoverMetadata, label, from, part, header));
    }

    private bool IsVmState(PhysicalAddress place)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        return _reading.Memory.TryRead(place, start) && VmState.HasMagic(start);
    }

    private bool Readable(PhysicalAddress page) => page.Value >> PhysicalMemory.AddressBits == 0 && _reading.Memory.IsAccessible(new(page, new(8)));

    private static IEnumerable<(FolioRecord Folio, ulong Next)> WithNext(IEnumerable<FolioRecord> folios, ulong end)
    {
        FolioRecord? before = null;
        foreach (var folio in folios)
        {
            if (before is { } one) yield return (one, folio.Index);
            before = folio;
        }
        if (before is { } last) yield return (last, end);
    }
}

/// <summary>A page of a handover, or a run of them.</summary>
/// <param name="ReachedFrom">What points to it.</param>
/// <param name="Header">For blocks of records, the bytes before the first.</param>
internal sealed record HandoverClaim(PhysicalRange Range, OwnerClass Class, string Label, string ReachedFrom, HandoverPart Part, int Header = 0);

/// <summary>What stands on a page of a handover.</summary>
internal enum HandoverPart
{
    /// <summary>What files hold, or tables that hardware walks: taken apart elsewhere.</summary>
    Content,
    Tables,
    SetupData,
    ScratchArray,
    Tree,
    RadixNode,
    RadixLeaf,
    BitmapChunk,
    Bitmaps,
    KexecMetadata,
    OrchestratorRoot,
    Sessions,
    Files,
    SharedData,
    MemoryFile,
    VmallocChunk,
    Folios,
    Iommufd,
    VfioDevice,
    PciList,
    IommuArrays,
    IommuUnits,
    IommuDomains,
    IommuDevices,
}
