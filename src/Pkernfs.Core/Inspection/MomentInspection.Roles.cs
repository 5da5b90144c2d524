using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>What holds a byte: tables first, since hardware goes by them whoever owns the page; then the medium, then what a kernel keeps.</summary>
public sealed partial class MomentInspection
{
    private static readonly ByteCount WordSize = new(sizeof(ulong));

    /// <summary>The role of the byte at <paramref name="address"/>. Always answers; what is nothing known is data.</summary>
    public ByteRole RoleOf(PhysicalAddress address)
    {
        var owner = owners.At(address);
        if (address.AlignDown(ByteCount.Page) == Platform.Unit.Description.RegisterBase) return RegisterRole(address, owner);
        // Beyond 52 bits no address exists, and a range's end could not be counted.
        if (address.Value >> PhysicalMemory.AddressBits != 0 || !Platform.Memory.IsAccessible(new(address.AlignDown(WordSize), WordSize)))
        {
            return new(ByteRoleKind.Unanswered, owner?.Label ?? "Nothing answers here", owner is null ? "no RAM, no device" : "not RAM", new(address.AlignDown(WordSize), WordSize), owner);
        }
        return TableRoleOf(address, owner)
            ?? MediumRole(address, owner)
            ?? QueueRole(address, owner)
            ?? HandoverRole(address, owner)
            ?? BootRole(address, owner)
            ?? PageStructRole(address, owner)
            ?? PayloadRole(address, owner)
            ?? new(ByteRoleKind.Data, Capital(owner?.Label ?? "RAM"), Offset(address, owner), new(address.AlignDown(WordSize), WordSize), owner);
    }

    /// <summary>Where the function's context entry lies; null where the root table has none for its bus.</summary>
    public PhysicalAddress? ContextEntryOf(PciAddress function) =>
        Platform.Unit.RootTable != default && RootEntry.TryRead(Platform.Memory, Platform.Unit.RootTable, function.Bus, out var root) && root.Present
            ? VtdTable.EntryAddress(root.ContextTable, function.DevFn)
            : null;

    /// <summary>Whose context entry lies there; null where no linked context table does.</summary>
    public PciAddress? FunctionOfEntry(PhysicalAddress address) =>
        _tables.Value.At(address) is { Kind: TableRoleKind.Context } table
            ? PciAddress.FromSourceId((ushort)((table.Input << 8) | (uint)(address.OffsetInFrame / VtdTable.EntrySize)))
            : null;

    /// <summary>A register by its name; null where the unit has none of that name.</summary>
    public DecodedEntry? Register(string name) => Registers().FirstOrDefault(register => string.Equals(register.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found ? Decode(found) : null;

    /// <summary>The unit's registers, by offset.</summary>
    public IReadOnlyList<RegisterDefinition> Registers() => RegisterDefinition.All(Platform.Unit.Capability, Platform.Unit.ExtendedCapability);

    /// <summary>A register with its value now.</summary>
    public DecodedEntry Decode(RegisterDefinition register)
    {
        var unit = Platform.Unit;
        ulong low = unit.ReadRegister(register.Offset, Math.Min(register.Size, 8));
        ulong high = register.Size == 16 ? unit.ReadRegister(register.Offset + 8, 8) : 0;
        return UnitRegisters.Decode(register, unit.Description.RegisterBase + new ByteCount((ulong)register.Offset), low, high);
    }

    private ByteRole RegisterRole(PhysicalAddress address, OwnedExtent? owner)
    {
        int offset = address.OffsetInFrame;
        var register = Registers().FirstOrDefault(one => offset >= one.Offset && offset < one.Offset + one.Size);
        return register is null
            ? new(ByteRoleKind.Register, "No register here", $"window offset 0x{offset:x}", new(address.AlignDown(WordSize), WordSize), owner)
            : new(ByteRoleKind.Register, $"{register.Name}, {register.Title}", $"window offset 0x{register.Offset:x}", new(Decode(register).Address, new((ulong)register.Size)), owner, Decode(register));
    }

    private ByteRole? TableRoleOf(PhysicalAddress address, OwnedExtent? owner)
    {
        if (_tables.Value.At(address) is not { } table) return null;
        var unit = Platform.Unit;
        int hostWidth = unit.Description.HostAddressWidth;
        if (table.Kind is TableRoleKind.Root or TableRoleKind.Context)
        {
            var at = address.AlignDown(new(VtdTable.EntrySize));
            int index = at.OffsetInFrame / VtdTable.EntrySize;
            var (low, high) = (Word(at), Word(at + WordSize));
            var range = new PhysicalRange(at, new(VtdTable.EntrySize));
            if (table.Kind == TableRoleKind.Root)
                return new(ByteRoleKind.RootEntry, $"Root entry of bus {index:x2}", $"root table, entry {index}", range, owner, RemappingEntries.Root(at, low, high, hostWidth), table.ReachedFrom);
            var function = PciAddress.FromSourceId((ushort)((table.Input << 8) | (uint)index));
            return new(ByteRoleKind.ContextEntry, $"Context entry of {function}", $"bus {table.Input:x2}, devfn 0x{index:x2}", range, owner, RemappingEntries.Context(at, low, high, hostWidth, unit.Capability, unit.ExtendedCapability), table.ReachedFrom);
        }
        var entry = address.AlignDown(WordSize);
        int place = entry.OffsetInFrame / PageTableGeometry.EntrySize;
        ulong input = table.Input + ((ulong)place << PageTableGeometry.EntryShift(table.Level));
        return table.Kind == TableRoleKind.SecondStage
            ? new(ByteRoleKind.SecondStageEntry, $"Level {table.Level} entry {place} of {table.User}", $"IOVA 0x{input:x}, {PageTableGeometry.EntryCovers(table.Level)}", new(entry, WordSize), owner, PageTableEntries.SecondStageAt(entry, Word(entry), table.Level, unit.SecondStageLimits), table.ReachedFrom)
            : new(ByteRoleKind.ProcessorEntry, $"Level {table.Level} entry {place} of {table.User}", $"virtual 0x{X86Paging.InputAt(input, 4):x}, {PageTableGeometry.EntryCovers(table.Level)}", new(entry, WordSize), owner, PageTableEntries.X86At(entry, Word(entry), table.Level, KernelContext.ProcessorLimits), table.ReachedFrom);
    }

    private ByteRole? QueueRole(PhysicalAddress address, OwnedExtent? owner)
    {
        var unit = Platform.Unit;
        if (!unit.QueuedInvalidationEnabled || !new PhysicalRange(unit.QueueBase, unit.QueueLength).Contains(address)) return null;
        var at = address.AlignDown(new(InvalidationDescriptor.Size));
        ulong index = (at - unit.QueueBase).Value / InvalidationDescriptor.Size;
        return new(ByteRoleKind.QueueDescriptor, $"Invalidation descriptor {index}", $"queue at {unit.QueueBase}", new(at, new(InvalidationDescriptor.Size)), owner, QueueDescriptors.At(at, Word(at), Word(at + WordSize)), "IQA");
    }

    private ByteRole? BootRole(PhysicalAddress address, OwnedExtent? owner)
    {
        var page = Platform.Processor.BootParameters;
        if (page == default || address.AlignDown(ByteCount.Page) != page || Bytes(page, FrameNumber.SizeInBytes) is not { } bytes) return null;
        var decoded = BootStructures.ZeroPage(page, bytes);
        if (decoded.IsBroken) return null;
        int offset = address.OffsetInFrame - BootStructures.MapOffset;
        int entry = offset / BootStructures.MapEntryLength;
        if (offset < 0 || entry >= bytes[BootStructures.MapCountOffset])
            return new(ByteRoleKind.BootParameters, "Boot parameters", $"zero page, offset 0x{address.OffsetInFrame:x}", new(page, ByteCount.Page), owner, decoded, "RSI at the kernel's entry");
        int at = BootStructures.MapOffset + (entry * BootStructures.MapEntryLength);
        var start = page + new ByteCount((ulong)at);
        return new(ByteRoleKind.BootParameters, $"E820 entry {entry}", $"zero page, offset 0x{at:x}", new(start, new(BootStructures.MapEntryLength)), owner, BootStructures.MapEntry(start, bytes.AsSpan(at)), "RSI at the kernel's entry");
    }

    private ByteRole? PageStructRole(PhysicalAddress address, OwnedExtent? owner)
    {
        if (Kernel is not { PageStructs.IsEmpty: false } kernel || !kernel.PageStructs.Contains(address)) return null;
        ulong index = (address - kernel.PageStructs.Start).Value / BootStructures.PageStructLength;
        var at = kernel.PageStructs.Start + new ByteCount(index * BootStructures.PageStructLength);
        foreach (var range in kernel.Pages.Usable)
        {
            if (index < range.Length.PagesRoundedUp)
            {
                var frame = range.Start.Frame + index;
                return Bytes(at, BootStructures.PageStructLength) is not { } bytes ? null
                    : new(ByteRoleKind.PageStruct, $"struct page of {frame}", $"describes {frame.Address}", new(at, new(BootStructures.PageStructLength)), owner, BootStructures.PageStruct(at, bytes, frame), "the kernel's memory map");
            }
            index -= range.Length.PagesRoundedUp;
        }
        return null;
    }

    private ByteRole? PayloadRole(PhysicalAddress address, OwnedExtent? owner)
    {
        var at = address.AlignDown(new(DmaPayload.Length));
        if (Word(at) is not (DmaPayload.DeviceTag or DmaPayload.ProcessorTag) || Bytes(at, DmaPayload.Length) is not { } bytes) return null;
        var decoded = BootStructures.Payload(at, MediumStructures.Words(bytes));
        return new(ByteRoleKind.Payload, Capital(decoded.Kind), $"{owner?.Label}, {Offset(address, owner)}", new(at, new(DmaPayload.Length)), owner, decoded);
    }

    private ulong Word(PhysicalAddress address) => Platform.Memory.TryReadWord(address, out ulong word) ? word : 0;

    private byte[]? Bytes(PhysicalAddress address, int length)
    {
        byte[] bytes = new byte[length];
        return Platform.Memory.TryRead(address, bytes) ? bytes : null;
    }

    private string Offset(PhysicalAddress address, OwnedExtent? owner)
    {
        if (FilePlace(address) is { } place) return $"file offset 0x{place.Offset.Value:x}";
        return owner is null ? "" : $"offset 0x{(address - owner.Range.Start).Value:x} in {owner.Range.Length}";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
