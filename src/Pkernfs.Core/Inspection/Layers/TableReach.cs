using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Layers;

/// <summary>What the remapping tables in memory reach, whatever software believes: the memory behind their leaves, and the pages that the tables themselves are.</summary>
/// <param name="Devices">One a bus master, by address; empty while translation is off.</param>
/// <param name="Tables">Pages of root, context and second-stage tables that a request passes through, by address, neighbours joined.</param>
public sealed record TableReach(ImmutableArray<DeviceReach> Devices, ImmutableArray<PhysicalRange> Tables)
{
    /// <summary>The most table pages followed for a device: damaged tables can point in circles.</summary>
    public const int MostTables = 1 << 16;

    public static TableReach None { get; } = new([], []);

    /// <summary>What devices reach now, by registers and memory; remembered translations are not asked.</summary>
    public static TableReach Of(PlatformState platform)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (!unit.TranslationEnabled) return None;
        var devices = ImmutableArray.CreateBuilder<DeviceReach>();
        var tables = new List<PhysicalRange> { new(unit.RootTable, ByteCount.Page) };
        foreach (var function in platform.Functions.Keys)
        {
            if (!TranslationRoots.TryContext(platform, function, out var context)) continue;
            if (Platform.Vtd.RootEntry.TryRead(memory, unit.RootTable, function.Bus, out var root)) tables.Add(new(root.ContextTable, ByteCount.Page));
            if (context.TranslationType != Platform.Vtd.TranslationType.PassThrough)
            {
                tables.AddRange(PageTable<SecondStage, Iova>.Tables(memory, context.SecondStageRoot, unit.SecondStageLimits)
                    .Take(MostTables).Where(table => table.IsReadable).Select(table => new PhysicalRange(table.Address, ByteCount.Page)));
            }
            if (!platform.Functions[function].BusMaster) continue;
            var ranges = RangeSet.Join(unit.Mappings(memory, function, fold: true).Select(run => new PhysicalRange(run.Output, run.Length)));
            if (ranges.Length > 0) devices.Add(new(function, context.DomainId, context.SecondStageTable, ranges));
        }
        return new(devices.ToImmutable(), RangeSet.Join(tables));
    }

    /// <summary>
    /// True where another moment's devices reach the same by the same tables: nothing wrote to a table that they pass, which is seen from where its bytes are kept. Not
    /// where a function passes through, whose reach is the unit's matter.
    /// </summary>
    public bool HoldsFor(PlatformState then, PlatformState now)
    {
        var (unit, former) = (now.Unit, then.Unit);
        if (!unit.TranslationEnabled || !former.TranslationEnabled || unit.RootTable != former.RootTable || unit.SecondStageLimits != former.SecondStageLimits) return false;
        if (!now.Functions.Select(entry => (entry.Key, entry.Value.BusMaster)).SequenceEqual(then.Functions.Select(entry => (entry.Key, entry.Value.BusMaster)))) return false;
        foreach (byte bus in now.Functions.Keys.Select(function => function.Bus).Distinct())
        {
            if (!Platform.Vtd.RootEntry.TryRead(now.Memory, unit.RootTable, bus, out var root) || !root.Present) continue;
            if (!now.Memory.SharesFrame(then.Memory, root.ContextTable.Frame)) return false;
        }
        if (now.Functions.Keys.Any(function => TranslationRoots.TryContext(now, function, out var context) && context.TranslationType == Platform.Vtd.TranslationType.PassThrough)) return false;
        foreach (var range in Tables)
        {
            for (var page = range.Start; page < range.End; page += ByteCount.Page)
            {
                if (!now.Memory.SharesFrame(then.Memory, page.Frame)) return false;
            }
        }
        return true;
    }

    /// <summary>All that any device reaches, by address.</summary>
    public ImmutableArray<PhysicalRange> Targets { get; } = RangeSet.Join(Devices.SelectMany(device => device.Ranges));
}

/// <summary>What one function reaches.</summary>
/// <param name="DomainId">The id in its context entry.</param>
/// <param name="TopTable">The top page of its second-stage tables.</param>
/// <param name="Ranges">Physical memory behind its leaves, by address, joined.</param>
public sealed record DeviceReach(PciAddress Device, ushort DomainId, PhysicalAddress TopTable, ImmutableArray<PhysicalRange> Ranges)
{
    /// <summary>4 KiB pages reached; a page that two leaves map counts once.</summary>
    public ulong Pages => Ranges.Aggregate(0UL, (sum, range) => sum + range.Length.PagesRoundedUp);
}
