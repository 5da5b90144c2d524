using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// memfds: every folio is handed over where it is, with one entry each in an array of pages; the cost goes with the file's size. The new
/// kernel puts the same folios into a new file. Name and close-on-exec are lost.
/// </summary>
public sealed class MemoryFileHandler : FileHandler
{
    private const int EntriesPerPage = FrameNumber.SizeInBytes / FolioRecord.Size;

    public override string Compatible => MemoryFileRecord.Compatible;

    public override bool Takes(OpenFile file) => file is OpenMemoryFile;

    public override SystemCall Preserve(KernelContext kernel, LiveUpdateSession session, OpenFile file, out ulong data)
    {
        data = 0;
        int id = ((OpenMemoryFile)file).Id;
        var memory = new MemoryFileDriver(kernel);
        if (memory.Find(id) is not { } content) return SystemCall.Failed(Errno.EBADF, "The memfd is not open.");
        var handover = new HandoverDriver(kernel);
        memory.SetFrozen(id, true);
        for (int i = 0; i < content.Folios.Length; i++)
        {
            if (handover.TryPreserve(content.Folios[i].Block, out string? problem)) continue;
            foreach (var done in content.Folios.Take(i)) handover.Unpreserve(done.Block);
            memory.SetFrozen(id, false);
            return SystemCall.Failed(Errno.EINVAL, problem);
        }
        PhysicalAddress? Page() => handover.AllocatePreserved($"memfd {content.Name}: folios");
        if (WriteFolios(kernel, content, Page) is not { } entries
            || handover.AllocatePreserved($"memfd {content.Name}: record") is not { } page) return SystemCall.Failed(Errno.ENOMEM, "No free frame is left for the memfd's record.");
        kernel.Memory.TryWrite(page, new MemoryFileRecord(0, content.Size, (uint)content.Seals, 0, (ulong)content.Folios.Length, entries).Encode());
        data = page.Value;
        return SystemCall.Success;
    }

    public override void Unpreserve(KernelContext kernel, SessionFile file)
    {
        var handover = new HandoverDriver(kernel);
        var page = new PhysicalAddress(file.Data);
        var record = ReadRecord(kernel, page);
        if (record.Entries.Follow(kernel.Memory, out _) is { } area)
        {
            foreach (var part in area.Chunks.Concat(area.Pages)) handover.FreePreserved(part);
        }
        handover.FreePreserved(page);
        int id = ((OpenMemoryFile)file.File).Id;
        var memory = new MemoryFileDriver(kernel);
        foreach (var folio in memory.Find(id)!.Folios) handover.Unpreserve(folio.Block);
        memory.SetFrozen(id, false);
    }

    public override SystemCall Retrieve(KernelContext kernel, IncomingFile file, out OpenFile? retrieved)
    {
        retrieved = null;
        var handover = new HandoverDriver(kernel);
        var page = new PhysicalAddress(file.Data);
        if (!handover.TryRestore(page, OwnerClass.HandoverMetadata, $"memfd {file.Token}: record", out _, out string? problem)) return Lost(file, problem);
        var record = ReadRecord(kernel, page);
        if (record.Entries.Follow(kernel.Memory, out problem) is not { } area) return Lost(file, problem!);
        foreach (var part in area.Chunks.Concat(area.Pages))
        {
            if (!handover.TryRestore(part, OwnerClass.HandoverMetadata, $"memfd {file.Token}: folios", out _, out problem)) return Lost(file, problem);
        }
        var folios = ImmutableArray.CreateBuilder<Folio>();
        ulong pages = 0;
        foreach (var entry in ReadFolios(kernel.Memory, record, area.Pages))
        {
            if (entry.Index != pages || entry.Frame.Value >> (PhysicalMemory.AddressBits - FrameNumber.Shift) != 0) return Lost(file, $"folio {folios.Count} says page {entry.Index} of the file at {entry.Frame}, page {pages} is next.");
            if (!handover.TryRestore(entry.Frame.Address, OwnerClass.GuestRam, $"memfd {file.Token}", out int order, out problem)) return Lost(file, $"page {entry.Index} of the file is lost: {problem}");
            folios.Add(new(entry.Frame.Address, order, entry.Index));
            pages += 1UL << order;
        }
        if (pages < record.FileSize.PagesRoundedUp) return Lost(file, $"its folios have {pages} pages, its size is {record.FileSize}.");
        int id = new MemoryFileDriver(kernel).Adopt($"memfd {file.Token}", record.FileSize, folios.ToImmutable(), (MemoryFileSeals)record.Seals);
        retrieved = new OpenMemoryFile(id);
        return SystemCall.Success;
    }

    public override string? Describe(KernelContext kernel, IncomingFile file) =>
        RecordOf(kernel, file, MemoryFileRecord.Size) is { } bytes && MemoryFileRecord.Decode(bytes) is var record ? $"memfd, {record.FileSize} in {record.Folios} folios" : null;

    public override void Finish(KernelContext kernel, IncomingFile file)
    {
        var page = new PhysicalAddress(file.Data);
        var record = ReadRecord(kernel, page);
        if (record.Entries.Follow(kernel.Memory, out _) is { } area)
        {
            foreach (var part in area.Chunks.Concat(area.Pages)) kernel.Free(part);
        }
        kernel.Free(page);
    }

    /// <summary>The entries of a file's folios, in order.</summary>
    public static IEnumerable<FolioRecord> ReadFolios(IMemoryView memory, MemoryFileRecord record, ImmutableArray<PhysicalAddress> pages)
    {
        byte[] bytes = new byte[FolioRecord.Size];
        ulong room = (ulong)pages.Length * EntriesPerPage;
        for (ulong i = 0; i < Math.Min(record.Folios, room); i++)
        {
            var place = pages[(int)(i / EntriesPerPage)] + new ByteCount(i % EntriesPerPage * FolioRecord.Size);
            if (place.Value >> PhysicalMemory.AddressBits != 0 || !memory.TryRead(place, bytes)) yield break;
            yield return FolioRecord.Read(bytes);
        }
    }

    private static MemoryFileRecord ReadRecord(KernelContext kernel, PhysicalAddress page)
    {
        byte[] bytes = new byte[MemoryFileRecord.Size];
        kernel.Memory.TryRead(page, bytes);
        return MemoryFileRecord.Decode(bytes);
    }

    private static VmallocDescriptor? WriteFolios(KernelContext kernel, MemoryFile file, Func<PhysicalAddress?> allocate)
    {
        var pages = ImmutableArray.CreateBuilder<PhysicalAddress>();
        byte[] bytes = new byte[FolioRecord.Size];
        for (int i = 0; i < file.Folios.Length; i++)
        {
            if (i % EntriesPerPage == 0)
            {
                if (allocate() is not { } page) return null;
                pages.Add(page);
            }
            var folio = file.Folios[i];
            new FolioRecord(folio.Address.Frame, FolioRecord.Dirty | FolioRecord.UpToDate, folio.Index).Write(bytes);
            kernel.Memory.TryWrite(pages[^1] + new ByteCount((ulong)(i % EntriesPerPage) * FolioRecord.Size), bytes);
        }
        return VmallocDescriptor.Preserve(kernel.Memory, pages.ToImmutable(), allocate);
    }

    private static SystemCall Lost(IncomingFile file, string problem) => SystemCall.Failed(Errno.EIO, $"The memfd with token {file.Token} cannot be retrieved: {problem}");
}
