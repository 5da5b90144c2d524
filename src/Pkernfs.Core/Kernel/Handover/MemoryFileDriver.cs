using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>memfd_create, fallocate and seals.</summary>
public sealed class MemoryFileDriver(KernelContext kernel)
{
    /// <summary>Folios of 2 MiB where memory is whole enough for them.</summary>
    private const int LargeOrder = 9;

    /// <summary>memfd_create: an empty file.</summary>
    public int Create(string name)
    {
        int id = kernel.State.MemoryFiles.Select(file => file.Id).DefaultIfEmpty().Max() + 1;
        kernel.State = kernel.State with { MemoryFiles = kernel.State.MemoryFiles.Add(new(id, name, default, [], MemoryFileSeals.None, false)) };
        return id;
    }

    /// <summary>
    /// fallocate from the start: zeroed folios, neighbours where they are free. They will be pinned for long, so none is in scratch.
    /// ENOSPC where memory is short; EBUSY where the file is sealed or to be handed over.
    /// </summary>
    public SystemCall Allocate(int id, ByteCount size, OwnerClass kind)
    {
        var file = Find(id)!;
        if (file.Frozen || (file.Seals & MemoryFileSeals.Grow) != 0) return SystemCall.Failed(Errno.EBUSY, $"{file.Name} cannot grow: it is sealed or about to be handed over.");
        if (FreeBytes() is var free && free < size) return SystemCall.Failed(Errno.ENOSPC, $"{file.Name} of {size} does not fit: {free} are free outside the scratch areas.");
        var folios = ImmutableArray.CreateBuilder<Folio>();
        PhysicalAddress after = default;
        for (ulong index = 0; index < size.PagesRoundedUp;)
        {
            int order = size.PagesRoundedUp - index >= 1UL << LargeOrder ? LargeOrder : 0;
            if (!TryFolio(ref order, after, file.Name, kind, out var place))
            {
                foreach (var folio in folios) kernel.Free(folio.Address);
                return SystemCall.Failed(Errno.ENOSPC, $"No free frames are left for {file.Name}: {ByteCount.Page * index} of {size} were found.");
            }
            folios.Add(new(place.Start, order, index));
            index += 1UL << order;
            after = place.End;
        }
        Change(id, current => current with { Size = size, Folios = folios.ToImmutable() });
        return SystemCall.Success;
    }

    /// <summary>F_ADD_SEALS.</summary>
    public void Seal(int id, MemoryFileSeals seals) => Change(id, current => current with { Seals = current.Seals | seals });

    public void SetFrozen(int id, bool frozen) => Change(id, current => current with { Frozen = frozen });

    /// <summary>
    /// split_folio: the folio that holds a page of the file becomes single pages, in place. EBUSY where it is pinned or to be handed over, since whoever holds
    /// it knows it as one; ENOENT where the file has no such page.
    /// </summary>
    public SystemCall Split(int id, ulong page)
    {
        var file = Find(id)!;
        var folio = file.Folios.FirstOrDefault(folio => page >= folio.Index && page < folio.Index + (1UL << folio.Order));
        if (folio == default) return SystemCall.Failed(Errno.ENOENT, $"{file.Name} has no page {page}.");
        if (file.Frozen) return SystemCall.Failed(Errno.EBUSY, $"The folio at {folio.Address} is to be handed over as one of {folio.Block.Length}: it cannot be split before that is undone.");
        if (kernel.State.Iommufds.SelectMany(context => context.Ioases).SelectMany(space => space.Areas).Any(area => area.Frames.Any(folio.Block.Range.Overlaps)))
            return SystemCall.Failed(Errno.EBUSY, $"The folio at {folio.Address} is pinned for DMA: it cannot be split.");
        if (folio.Order == 0) return SystemCall.Success;
        kernel.Free(folio.Address);
        var parts = Enumerable.Range(0, 1 << folio.Order).Select(i => new Folio(folio.Address + ByteCount.Page * (ulong)i, 0, folio.Index + (ulong)i)).ToArray();
        foreach (var part in parts) kernel.TryTake(part.Block.Range, OwnerClass.GuestRam, file.Name);
        Replace(id, folio, parts);
        return SystemCall.Success;
    }

    /// <summary>Other folios stand for one of a file from now on.</summary>
    public void Replace(int id, Folio folio, params ReadOnlySpan<Folio> others)
    {
        int at = Find(id)!.Folios.IndexOf(folio);
        var folios = Find(id)!.Folios.RemoveAt(at).InsertRange(at, others);
        Change(id, current => current with { Folios = folios });
    }

    /// <summary>Takes in a file whose folios an earlier kernel had.</summary>
    public int Adopt(string name, ByteCount size, ImmutableArray<Folio> folios, MemoryFileSeals seals)
    {
        int id = Create(name);
        Change(id, current => current with { Size = size, Folios = folios, Seals = seals });
        return id;
    }

    public MemoryFile? Find(int id) => kernel.State.MemoryFiles.FirstOrDefault(file => file.Id == id);

    /// <summary>The newest file of that name; null where there is none.</summary>
    public MemoryFile? Find(string name) => kernel.State.MemoryFiles.LastOrDefault(file => file.Name == name);

    private ByteCount FreeBytes() => kernel.State.Pages.Gaps()
        .SelectMany(gap => kernel.State.Scratch.Aggregate<PhysicalRange, IEnumerable<PhysicalRange>>([gap], (left, area) => left.SelectMany(piece => piece.Except(area))))
        .Aggregate(default(ByteCount), (sum, range) => sum + range.Length);

    private bool TryFolio(ref int order, PhysicalAddress after, string name, OwnerClass kind, out PhysicalRange place)
    {
        for (; ; order = 0)
        {
            var length = ByteCount.Page * (1UL << order);
            place = new(after, length);
            bool found = (after != default && after.IsAligned(length) && !kernel.State.Scratch.Any(area => area.Overlaps(new(after, length))) && kernel.TryTake(place, kind, name))
                || kernel.TryAllocateScattered(length, length, kind, name, out place);
            if (found) kernel.Memory.TryFill(place, Frame.Zero);
            if (found || order == 0) return found;
        }
    }

    private void Change(int id, Func<MemoryFile, MemoryFile> change) => kernel.State = kernel.State with
    {
        MemoryFiles = [.. kernel.State.MemoryFiles.Select(file => file.Id == id ? change(file) : file)],
    };
}
