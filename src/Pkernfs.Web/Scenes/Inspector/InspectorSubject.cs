using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>What the inspector shows at a moment: which sections there are follows from which parts are here.</summary>
public sealed record InspectorSubject(string Caption, string Title)
{
    /// <summary>The class of the bytes; null for what is no memory.</summary>
    public OwnerClass? Class { get; init; }

    public PhysicalAddress? Address { get; init; }

    public string Detail { get; init; } = "";

    public ByteRole? Role { get; init; }

    public DecodedEntry? Entry { get; init; }

    /// <summary>The page whose mappers are shown: the one that a leaf maps, or the selected one itself.</summary>
    public PageMappers? Mappers { get; init; }

    /// <summary>True where <see cref="Mappers"/> is of the page that the entry maps, not of the page that holds it.</summary>
    public bool MapsPage { get; init; }

    /// <summary>The bytes whose history is told; null where there is none to tell.</summary>
    public PhysicalRange? Past { get; init; }

    /// <summary>The page shown in hexadecimal; null where none is.</summary>
    public FrameNumber? Page { get; init; }

    public PciFunction? Function { get; init; }

    /// <summary>A request walked through the tables as they are in memory.</summary>
    public DmaTranslation? Walk { get; init; }

    public Step? Step { get; init; }

    /// <summary>What must hold.</summary>
    public Invariant? Invariant { get; init; }

    /// <summary>A range of more than one entry.</summary>
    public PhysicalRange? Range { get; init; }

    /// <summary>What to show for a selection; for none, the link from the assigned device to what must survive.</summary>
    public static InspectorSubject Of(Selection? selection, RunInspection run, MomentInspection moment) => selection switch
    {
        Selection.Bytes bytes => OfBytes(bytes.Range, moment),
        Selection.Frame frame => OfFrame(frame.Number, moment),
        Selection.Entry entry => OfEntry(entry, moment),
        Selection.DeviceAddress place => OfDeviceAddress(place, moment),
        Selection.Function function => OfFunction(function.Address, run, moment),
        Selection.Step step => OfStep(step.Id, run),
        Selection.Register register => OfRegister(register.Name, moment),
        Selection.Invariant invariant => OfInvariant(invariant.Id),
        _ => Default(run, moment),
    };

    private static InspectorSubject Default(RunInspection run, MomentInspection moment)
    {
        if (run.Timeline.Plan.Devices.FirstOrDefault(device => device.Persistent)?.Address is not { } assigned)
            return OfRegister("GSTS", moment);
        return moment.ContextEntryOf(assigned) is { } entry ? OfRole(moment.RoleOf(entry), moment) : OfFunction(assigned, run, moment);
    }

    private static InspectorSubject OfBytes(PhysicalRange range, MomentInspection moment)
    {
        var role = moment.RoleOf(range.Start);
        if (range.Length <= ByteCount.Page && (role.Range.Contains(range) || range == role.Range || range.Length.Value <= sizeof(ulong))) return OfRole(role, moment);
        var owner = moment.Owners.At(range.Start);
        return new("bytes", owner is null ? "Nothing answers here" : Capital(owner.Label))
        {
            Class = owner?.Class,
            Address = range.Start,
            Detail = range.Length.ToString(),
            Range = range,
            Role = role,
            Past = new(range.Start, new(Math.Min(range.Length.Value, FrameNumber.SizeInBytes))),
            Page = range.Start.Frame,
        };
    }

    private static InspectorSubject OfFrame(FrameNumber number, MomentInspection moment)
    {
        // A link may name a frame beyond what 64 bits of address reach.
        if (number.Value >> (PhysicalMemory.AddressBits - FrameNumber.Shift) != 0) return new("page", "Nothing answers here") { Detail = number.ToString() };
        var address = number.Address;
        var owner = moment.Owners.At(address);
        return new("page", owner is null ? "Nothing answers here" : Capital(owner.Label))
        {
            Class = owner?.Class,
            Address = address,
            Detail = $"{number}, 4 KiB",
            Role = moment.RoleOf(address),
            Mappers = moment.WhoMaps(address),
            Past = new(address, ByteCount.Page),
            Page = number,
        };
    }

    private static InspectorSubject OfEntry(Selection.Entry entry, MomentInspection moment)
    {
        ulong size = entry.Table is TableKind.Root or TableKind.Context ? 16UL : 8UL;
        var at = new PhysicalAddress(unchecked(entry.Base.Value + ((ulong)entry.Index * size)));
        var role = moment.RoleOf(at);
        bool known = role.Kind is ByteRoleKind.RootEntry or ByteRoleKind.ContextEntry or ByteRoleKind.SecondStageEntry or ByteRoleKind.ProcessorEntry;
        if (known || role.Kind == ByteRoleKind.Unanswered) return OfRole(role, moment);
        // The table is not linked at this moment; the link still says what it was.
        var decoded = EntryDecoding.As(entry.Table, at, moment);
        return OfRole(role with { Title = $"{Capital(decoded.Kind)} {entry.Index}", Detail = "no table links to it now", Decoded = decoded, Range = new(at, new(size)) }, moment);
    }

    private static InspectorSubject OfRole(ByteRole role, MomentInspection moment)
    {
        var target = role.Kind is ByteRoleKind.SecondStageEntry or ByteRoleKind.ProcessorEntry or ByteRoleKind.MappingsEntry
            ? role.Decoded?.Fields.FirstOrDefault(field => field.Name == "PAGE")?.Target : null;
        bool plain = role.Kind is ByteRoleKind.Data or ByteRoleKind.Payload;
        return new(role.Decoded?.Kind ?? (role.Kind == ByteRoleKind.Unanswered ? "no memory" : "data"), role.Title)
        {
            Class = role.Owner?.Class,
            Address = role.Range.Start,
            Detail = role.Detail,
            Role = role,
            Entry = role.Decoded,
            Mappers = target is { } page ? moment.WhoMaps(page) : plain ? moment.WhoMaps(role.Range.Start) : null,
            MapsPage = target is not null,
            Past = role.Kind is ByteRoleKind.Register or ByteRoleKind.Unanswered ? null : role.Range,
            Page = plain ? role.Range.Start.Frame : null,
        };
    }

    private static InspectorSubject OfDeviceAddress(Selection.DeviceAddress place, MomentInspection moment)
    {
        var walk = moment.Platform.Unit.Walk(moment.Platform.Memory, place.Device, place.Address, AccessKind.Read);
        var owner = walk.ReachesMemory ? moment.Owners.At(walk.Physical) : null;
        return new("device address", $"IOVA {place.Address} of {place.Device}")
        {
            Class = owner?.Class,
            Address = walk.ReachesMemory ? walk.Physical : null,
            Detail = owner?.Label ?? "",
            Walk = walk,
            Mappers = walk.ReachesMemory ? moment.WhoMaps(walk.Physical) : null,
            MapsPage = true,
            Function = moment.Platform.Functions.GetValueOrDefault(place.Device),
        };
    }

    private static InspectorSubject OfFunction(PciAddress address, RunInspection run, MomentInspection moment)
    {
        if (!moment.Platform.Functions.TryGetValue(address, out var function)) return new("function", $"No function {address}") { Detail = "this board has none there" };
        var role = moment.ContextEntryOf(address) is { } entry ? moment.RoleOf(entry) : null;
        string? label = run.Timeline.Plan.Devices.FirstOrDefault(device => device.Address == address)?.Label;
        return new("function", label is null ? $"Function {address}" : $"{address}, {label}")
        {
            Detail = $"{function.Description.Vendor:x4}:{function.Description.Device:x4}, class {function.Description.ClassCode:x6}",
            Function = function,
            Role = role,
            Entry = role?.Decoded,
            Class = role?.Owner?.Class,
            Address = role?.Range.Start,
            Past = role?.Range,
        };
    }

    private static InspectorSubject OfStep(string id, RunInspection run) =>
        run.Timeline.TryFind(id, out var moment)
            ? new("step", moment.Step.Title) { Detail = $"step {moment.Step.Index + 1} of {run.Timeline.Moments.Length}", Step = moment.Step }
            : new("step", "No such step") { Detail = $"this run has no step \"{id}\"" };

    private static InspectorSubject OfInvariant(string id) => Catalogue<Invariant>.Find(id) is { } invariant
        ? new("invariant", invariant.Title) { Detail = invariant.Source, Invariant = invariant }
        : new("invariant", "No such invariant") { Detail = $"nothing that must hold is called \"{id}\"" };

    private static InspectorSubject OfRegister(string name, MomentInspection moment) =>
        moment.Registers().FirstOrDefault(register => string.Equals(register.Name, name, StringComparison.OrdinalIgnoreCase)) is { } register
            ? new("register", $"{register.Name}, {register.Title}")
            {
                Class = OwnerClass.Mmio,
                Address = moment.Decode(register).Address,
                Detail = $"window offset 0x{register.Offset:x}",
                Entry = moment.Decode(register),
            }
            : new("register", "No such register") { Detail = $"the unit has no register \"{name}\"" };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
