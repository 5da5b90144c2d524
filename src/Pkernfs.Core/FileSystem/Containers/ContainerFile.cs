using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>Writes a container file. It holds nothing but the memory and the block: what is in the bytes is all that there is.</summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The file's first byte.</param>
/// <param name="options">Which parts act as posted.</param>
public sealed class ContainerFile(IMemoryWriter memory, PhysicalAddress block, PkernfsOptions options)
{
    public ContainerFileReader Reader { get; } = new(memory, block);

    /// <summary>
    /// Writes header and records, in the order of their bus addresses. Pages that more records need come from the block, as page tables do; ENOSPC where
    /// none is left, and then nothing is written.
    /// </summary>
    public bool TryWrite(ContainerHeader header, ImmutableArray<ContainerRecord> records, out string? problem)
    {
        if (!TryTakePages(records.Length, out var pages, out problem)) return false;
        uint crc = 0;
        int next = 0;
        int former = (int)Math.Min(Reader.HasMagic ? Reader.Count : 0, ContainerLayout.MaxRecords);
        for (int i = 0; i < pages.Length; i++)
        {
            ulong following = i + 1 < pages.Length ? (pages[i + 1] - block).Value >> FrameNumber.Shift : 0;
            int begin = i == 0 ? ContainerLayout.HeaderLength : ContainerLayout.RecordPageHeaderLength;
            int most = i == 0 ? ContainerLayout.RecordsInFirstPage : ContainerLayout.RecordsInNextPages;
            int count = Math.Min(records.Length - next, most);
            // What is written is what is used or was: the rest of a page is zeros since the file was made.
            byte[] bytes = new byte[begin + (Math.Max(count, Math.Clamp(former - next, 0, most)) * ContainerLayout.RecordLength)];
            if (i == 0) header.Encode(bytes, records.Length, following);
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, ContainerLayout.RecordPageMagic);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(ulong)), following);
            }
            if (i == 0) crc = ContainerLayout.Checksum(0, bytes.AsSpan(0, begin));
            for (int j = 0; j < count; j++)
            {
                var place = bytes.AsSpan(begin + (j * ContainerLayout.RecordLength), ContainerLayout.RecordLength);
                records[next++].Encode(place);
                crc = ContainerLayout.Checksum(crc, place);
            }
            memory.TryWrite(pages[i], bytes);
        }
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, crc);
        memory.TryWrite(PkernfsLayout.Offset(Reader.HeaderBytes.Start, ContainerLayout.ChecksumOffset), checksum);
        return true;
    }

    /// <summary>The pages that records have already, and as many more as are needed: pages are not given back, as page tables' are not.</summary>
    private bool TryTakePages(int records, out ImmutableArray<PhysicalAddress> pages, out string? problem)
    {
        problem = null;
        var region = new PageTableRegion(memory, block, options with { UncheckedRegionPages = false });
        var taken = Reader.RecordPages.Select(page => PkernfsLayout.Offset(block, (ulong)page << FrameNumber.Shift)).ToList();
        pages = [];
        if (taken.Count == 0 && !region.IsAllocated(PkernfsLayout.RegionRootPage)) region.DomainRootPage();
        int needed = 1 + ContainerLayout.NextPagesFor(records);
        while (taken.Count < needed)
        {
            if (!region.TryAllocatePage(out var page, out _))
            {
                problem = $"ENOSPC: the container file at {block} has no page left for its {records} records: tables and records share {PkernfsLayout.RegionPages} pages.";
                return false;
            }
            taken.Add(page);
        }
        pages = [.. taken.Take(needed)];
        return true;
    }
}
