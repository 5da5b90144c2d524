using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>A container file as a debugger sees it. Whatever its bytes say, every question ends and none throws.</summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The file's first byte.</param>
public sealed class ContainerFileReader(IMemoryView memory, PhysicalAddress block)
{
    private readonly PageTableRegionReader region = new(memory, block);

    /// <summary>The header's bytes.</summary>
    public PhysicalRange HeaderBytes => new(region.PageAddress(ContainerLayout.HeaderPage), new(ContainerLayout.HeaderLength));

    /// <summary>True where the block says of itself that it is a container's file.</summary>
    public bool HasMagic => memory.ReadUInt64(HeaderBytes.Start) == ContainerLayout.Magic;

    /// <summary>The pages with records, the header's first, as far as their chain can be followed: no page twice, none outside the block.</summary>
    public ImmutableArray<int> RecordPages
    {
        get
        {
            var pages = ImmutableArray.CreateBuilder<int>();
            if (!HasMagic) return [];
            pages.Add(ContainerLayout.HeaderPage);
            ulong next = memory.ReadUInt64(PkernfsLayout.Offset(HeaderBytes.Start, ContainerLayout.NextPageOffset));
            while (next is > ContainerLayout.HeaderPage and < PkernfsLayout.RegionPages && !pages.Contains((int)next))
            {
                var page = region.PageAddress((int)next);
                if (memory.ReadUInt64(page) != ContainerLayout.RecordPageMagic) break;
                pages.Add((int)next);
                next = memory.ReadUInt64(PkernfsLayout.Offset(page, sizeof(ulong)));
            }
            return pages.ToImmutable();
        }
    }

    /// <summary>How many records the header counts; whatever stands there.</summary>
    public uint Count => (uint)(memory.ReadUInt64(PkernfsLayout.Offset(HeaderBytes.Start, ContainerLayout.CountOffset)) & uint.MaxValue);

    /// <summary>A record's bytes by its number; null where the pages that can be followed have no such place.</summary>
    public PhysicalRange? RecordBytes(int number) => RecordBytes(number, RecordPages);

    /// <summary>Reads the file; null, with a sentence that begins with the errno, where its bytes are not what was written.</summary>
    public PersistedContainer? Read(out string? problem)
    {
        Span<byte> header = stackalloc byte[ContainerLayout.HeaderLength];
        if (!memory.TryRead(HeaderBytes.Start, header)) return Refuse($"EIO: no RAM answers at {HeaderBytes.Start}, where the container's header should be.", out problem);
        ulong magic = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (magic != ContainerLayout.Magic)
            return Refuse($"EINVAL: the container file at {block} has 0x{magic:x} in place of its magic \"VFIOCNTR\": it was never written, or its header is lost.", out problem);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[ContainerLayout.VersionOffset..]);
        if (version != ContainerLayout.Version)
            return Refuse($"EINVAL: the container file at {block} has version {version}; this kernel reads version {ContainerLayout.Version}.", out problem);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[ContainerLayout.CountOffset..]);
        var pages = RecordPages;
        if (count > ContainerLayout.MaxRecords || pages.Length != 1 + ContainerLayout.NextPagesFor((int)count))
            return Refuse($"EIO: the container file at {block} counts {count} records, but {pages.Length} of its pages hold records: the chain of pages is broken.", out problem);

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[ContainerLayout.ChecksumOffset..]);
        header.Slice(ContainerLayout.ChecksumOffset, sizeof(uint)).Clear();
        uint found = ContainerLayout.Checksum(0, header);
        var records = ImmutableArray.CreateBuilder<ContainerRecord>((int)count);
        string? broken = null;
        Span<byte> bytes = stackalloc byte[ContainerLayout.RecordLength];
        for (int i = 0; i < (int)count; i++)
        {
            memory.TryRead(RecordBytes(i, pages)!.Value.Start, bytes);
            found = ContainerLayout.Checksum(found, bytes);
            if (ContainerRecord.Decode(bytes, out string? wrong) is { } record) records.Add(record);
            else broken ??= $"EIO: record {i} of the container file at {block} is no mapping: {wrong}.";
        }
        if (found != checksum)
            return Refuse($"EIO: the container file at {block} does not match its checksum (0x{checksum:x8} is written, 0x{found:x8} was found): part of its header or records was overwritten.", out problem);
        if (broken is not null) return Refuse(broken, out problem);
        int top = BinaryPrimitives.ReadUInt16LittleEndian(header[ContainerLayout.TopPageOffset..]);
        if (top != PkernfsLayout.RegionRootPage) return Refuse($"EIO: the container file at {block} says that page {top} is its top table; that one is always page {PkernfsLayout.RegionRootPage}.", out problem);
        problem = null;
        return new(ContainerHeader.Decode(header), records.MoveToImmutable());
    }

    private PhysicalRange? RecordBytes(int number, ImmutableArray<int> pages)
    {
        int page = number < ContainerLayout.RecordsInFirstPage ? 0 : 1 + ((number - ContainerLayout.RecordsInFirstPage) / ContainerLayout.RecordsInNextPages);
        if (number < 0 || page >= pages.Length) return null;
        ulong offset = page == 0
            ? ContainerLayout.HeaderLength + ((ulong)number * ContainerLayout.RecordLength)
            : ContainerLayout.RecordPageHeaderLength + ((ulong)((number - ContainerLayout.RecordsInFirstPage) % ContainerLayout.RecordsInNextPages) * ContainerLayout.RecordLength);
        return new(PkernfsLayout.Offset(region.PageAddress(pages[page]), offset), new(ContainerLayout.RecordLength));
    }

    private static PersistedContainer? Refuse(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}
