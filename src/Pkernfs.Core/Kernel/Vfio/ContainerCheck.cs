using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What a kernel looks at before it believes a container's file: that each record is a part of a file which still has it, that records do not overlap, and that
/// the domain's tables map exactly what the records say. Pins are counted from the files' blocks, not from anybody's address.
/// </summary>
internal sealed class ContainerCheck(KernelContext kernel, PhysicalAddress block, PersistedContainer kept)
{
    private readonly Dictionary<InodeNumber, IReadOnlyList<PhysicalRange>> _files = [];

    /// <summary>True where all of it holds; else a sentence that begins with the errno.</summary>
    public bool IsSound(out string? problem)
    {
        problem = RecordPagesTaken() ?? Header() ?? Records() ?? (kept.Header.DomainId == 0 ? null : Tables());
        return problem is null;
    }

    /// <summary>4 KiB pages behind a record, counted in its file's blocks.</summary>
    public ulong Pages(ContainerRecord record)
    {
        if (record.Range.IsEmpty) return 0;
        ulong first = record.Offset.Value >> PkernfsLayout.BlockShift, last = (record.Offset.Value + record.Range.Length.Value - 1) >> PkernfsLayout.BlockShift;
        kernel.Memory.Count(WorkKind.PagesPinned, last - first + 1);
        return Extents(record).Aggregate(0UL, (pages, extent) => pages + extent.Length.PagesRoundedUp);
    }

    private string? RecordPagesTaken()
    {
        if (kernel.Options.UncheckedRegionBitmap) return null;
        var region = new PageTableRegionReader(kernel.Memory, block);
        foreach (int page in new ContainerFileReader(kernel.Memory, block).RecordPages)
        {
            if (!region.IsAllocated(page)) return $"EIO: page {page} of the container file at {block} holds records, but the block's bitmap has it free: the bitmap is lost, and the next table would go over them.";
        }
        return null;
    }

    private string? Header()
    {
        var header = kept.Header;
        if (header.DomainId == 0) return kept.Records.IsEmpty ? null : $"EIO: the container file at {block} has records but no domain.";
        var iommu = new IommuDriver(kernel);
        if (header.Levels != iommu.Levels) return $"EINVAL: the container file at {block} has tables of {header.Levels} levels; this kernel's unit is driven with {iommu.Levels}.";
        if (header.Group is not { } group) return null;
        if (iommu.Group(group).FirstOrDefault()?.Address is not { } function || function.SourceId != header.Requester)
            return $"ENODEV: the container file at {block} is of group {group}, whose first function has requester id 0x{header.Requester:x4}; this machine has no such group.";
        if (iommu.ReadContext(function) is not { Present: true } entry)
            return $"EIO: the container file at {block} is of {function}, but that has no present context entry: its translation is lost.";
        var top = new PageTableRegionReader(kernel.Memory, block).RootPage;
        if (entry.SecondStageRoot.Table != top || entry.DomainId != header.DomainId)
            return $"EIO: {function}'s context entry has domain id {entry.DomainId} and tables at {entry.SecondStageRoot.Table}; the container file says {header.DomainId} and {top}.";
        return null;
    }

    private string? Records()
    {
        ContainerRecord? former = null;
        foreach (var record in kept.Records)
        {
            if (former is not null && record.Range.Start < former.Range.End) return $"EIO: the container file's records of {former.Range} and {record.Range} overlap or are out of order.";
            if (!TryBlocks(record, out string? problem)) return problem;
            former = record;
        }
        return null;
    }

    /// <summary>Tables against records, both in order of bus addresses, one piece after another.</summary>
    private string? Tables()
    {
        var root = new PageTableRoot(new PageTableRegionReader(kernel.Memory, block).RootPage, kept.Header.Levels);
        var wanted = kept.Records.SelectMany(record => Wanted(record)).GetEnumerator();
        var (more, at, to, left) = Next();
        foreach (var run in PageTable<SecondStage, Iova>.Leaves(kernel.Memory, root, new IommuDriver(kernel).Limits))
        {
            kernel.Memory.Count(WorkKind.EntriesRead, run.Length.Value / run.PageSize.Value);
            var (input, output, length) = (run.Input, run.Output, run.Length);
            while (length.Value > 0)
            {
                if (!more || input < at) return $"EIO: the tables of the container file map {input}, and no record has it.";
                if (input > at) return $"EIO: a record of the container file has {at}, and its tables map nothing there.";
                if (output != to) return $"EIO: the tables of the container file map {input} to {output}; its record has {to} there.";
                if (run.Rights != wanted.Current.Rights) return $"EIO: the tables of the container file map {input} with other rights than its record has.";
                var part = length < left ? length : left;
                (input, output, length, at, to, left) = (input + part, output + part, length - part, at + part, to + part, left - part);
                if (left.Value == 0) (more, at, to, left) = Next();
            }
        }
        return more ? $"EIO: a record of the container file has {at}, and its tables map nothing there." : null;

        (bool More, Iova At, PhysicalAddress To, ByteCount Left) Next() => wanted.MoveNext() ? (true, wanted.Current.At, wanted.Current.To, wanted.Current.Length) : default;
    }

    private IEnumerable<(Iova At, PhysicalAddress To, ByteCount Length, AccessRights Rights)> Wanted(ContainerRecord record)
    {
        var at = record.Range.Start;
        foreach (var extent in Extents(record))
        {
            yield return (at, extent.Start, extent.Length, record.Rights);
            at += extent.Length;
        }
    }

    /// <summary>The memory behind a record, run by run; the record's file was looked up before.</summary>
    private IEnumerable<PhysicalRange> Extents(ContainerRecord record)
    {
        if (!TryBlocks(record, out _)) yield break;
        ulong begin = record.Offset.Value, end = begin + record.Range.Length.Value, at = 0;
        foreach (var run in _files[record.File])
        {
            ulong from = Math.Max(begin, at), to = Math.Min(end, at + run.Length.Value);
            if (from < to) yield return new(run.Start + new ByteCount(from - at), new(to - from));
            at += run.Length.Value;
        }
    }

    private bool TryBlocks(ContainerRecord record, out string? problem)
    {
        problem = null;
        ulong end = record.Offset.Value + record.Range.Length.Value;
        if (!_files.TryGetValue(record.File, out var blocks))
        {
            var reader = new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value);
            if (reader.ReadInode(record.File) is not { IsFile: true } inode)
            {
                problem = $"EIO: the container file's record of {record.Range} is of inode {record.File}, which is no regular file.";
                return false;
            }
            var length = new ByteCount(reader.FileRuns(inode).Aggregate(0UL, (sum, run) => sum + run.Count) << PkernfsLayout.BlockShift);
            if (!new PkernfsDriver(kernel).TryFileMemory(record.File, length, out blocks, out problem)) return false;
            _files.Add(record.File, blocks);
        }
        ulong has = blocks.Aggregate(0UL, (sum, run) => sum + run.Length.Value);
        if (end <= has) return true;
        problem = $"EIO: the container file's record of {record.Range} reaches to {new ByteCount(end)} of inode {record.File}, which has {has >> PkernfsLayout.BlockShift} blocks of 2 MiB.";
        return false;
    }
}
