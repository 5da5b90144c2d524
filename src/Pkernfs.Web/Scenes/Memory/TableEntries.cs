using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Reads a page's words as the entries that hardware takes them for.</summary>
public abstract record TableEntries(string Words)
{
    /// <summary>What the page is to the unit, or to the VMM's processor; null where neither walks it.</summary>
    public static TableEntries? Of(MachineState machine, PhysicalAddress page)
    {
        var (memory, unit) = (machine.Platform.Memory, machine.Platform.Unit);
        if (unit.RootTable != default)
        {
            if (page == unit.RootTable) return new Pairs("root table", IsRoot: true, 0);
            foreach (byte bus in machine.Platform.Functions.Keys.Select(function => function.Bus).Distinct())
            {
                if (RootEntry.TryRead(memory, unit.RootTable, bus, out var root) && root.Present && root.ContextTable == page)
                    return new Pairs(string.Create(CultureInfo.InvariantCulture, $"context table, bus {bus:x2}"), IsRoot: false, bus);
            }
            foreach (var function in machine.Platform.Functions.Keys)
            {
                if (TranslationRoots.TryContext(machine.Platform, function, out var context) && context.TranslationType != TranslationType.PassThrough
                    && Paging<SecondStage, Iova>.Find(machine, context.SecondStageRoot, unit.SecondStageLimits, page, $"second stage of {function}") is { } found)
                    return found;
            }
        }
        return machine.Vmms.Select(vmm => Paging<X86Paging, VirtualAddress>.Find(machine, vmm.Memory.Tables, KernelContext.ProcessorLimits, page, $"page tables of {vmm.Title}"))
            .FirstOrDefault(found => found is not null);
    }

    public abstract PageLine Describe(PageLine line, OwnershipMap map);

    private static PageLine PointTo(PageLine line, PhysicalAddress to, OwnershipMap map)
    {
        var owner = map.At(to);
        return line with
        {
            To = to.ToString(),
            Owner = owner is null ? "nothing answers" : SceneExtents.Words(owner).TrimStart('/'),
            OwnerFill = owner is null ? null : MapFills.Of(owner),
        };
    }

    /// <summary>Root and context tables: 256 entries of 16 bytes.</summary>
    private sealed record Pairs(string Words, bool IsRoot, byte Bus) : TableEntries(Words)
    {
        public override PageLine Describe(PageLine line, OwnershipMap map)
        {
            int entry = line.Index / 2;
            bool low = line.Index % 2 == 0;
            line = line with { From = Name((byte)entry) };
            if (!low) return line with { Kind = line.Value == 0 ? "upper half" : IsRoot ? "upper half, reserved" : $"AW {line.Value & 7}, domain id {new ContextEntry(0, line.Value).DomainId}" };
            if ((line.Value & 1) == 0) return line with { Kind = "not present" };
            return IsRoot
                ? PointTo(line with { Kind = "root entry" }, new RootEntry(line.Value, 0).ContextTable, map)
                : PointTo(line with { Kind = $"context entry, TT {(line.Value >> 2) & 3}" }, new ContextEntry(line.Value, 0).SecondStageTable, map);
        }

        private string Name(byte entry) => IsRoot
            ? string.Create(CultureInfo.InvariantCulture, $"bus {entry:x2}")
            : new PciAddress(Bus, (byte)(entry >> 3), (byte)(entry & 7)).ToString();
    }

    private sealed record Paging<TFormat, TInput>(string Words, int Level, ulong Input, int Levels, PageTableLimits Limits) : TableEntries(Words)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        public static Paging<TFormat, TInput>? Find(MachineState machine, PageTableRoot root, PageTableLimits limits, PhysicalAddress page, string whose)
        {
            if (TableSearch<TFormat, TInput>.Find(machine.Platform.Memory, root, limits, page) is not { } place) return null;
            return new($"level {place.Level} of {whose}", place.Level, place.Input, root.Levels, limits);
        }

        public override PageLine Describe(PageLine line, OwnershipMap map)
        {
            ulong input = TFormat.InputAt(Input + ((ulong)line.Index << PageTableGeometry.EntryShift(Level)), Levels);
            line = line with { From = TInput.At(input).ToString() ?? "" };
            if (!TFormat.IsPresent(line.Value)) return line with { Kind = line.Value == 0 ? "not present" : "not present, bits set" };
            if (TFormat.ReservedBits(line.Value, Level, Limits) != 0) return line with { Kind = "reserved bits set: faults" };
            var rights = TFormat.Rights(line.Value);
            string may = rights.HasFlag(AccessRights.ReadWrite) ? "R W" : rights.HasFlag(AccessRights.Write) ? "W" : "R";
            string kind = TFormat.IsLeaf(line.Value, Level) ? $"{PageTableGeometry.EntryCovers(Level)} leaf, {may}" : $"table, level {Level - 1}";
            return PointTo(line with { Kind = kind }, TFormat.Output(line.Value, Level, Limits), map);
        }
    }
}
