using System.Collections.Immutable;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>What differs between two moments' translation, part by part. A part is named by what it is for, so that a table at another address is the same part, moved.</summary>
public static class TranslationChanges
{
    public static ImmutableArray<TranslationChange> Between(TranslationSnapshot old, TranslationSnapshot current)
    {
        var (before, now) = (old.Tree, current.Tree);
        var changes = ImmutableArray.CreateBuilder<TranslationChange>();
        if (before.Status != now.Status) changes.Add(new("gsts", TranslationMark.Changed, StatusWords(before.Status, now.Status)));
        Compare(changes, "root", "the root table", before.RootTable, now.RootTable, address => address?.ToString());
        foreach (byte bus in before.Buses.Concat(now.Buses).Select(bus => bus.Bus).Distinct().Order())
        {
            Compare(changes, $"bus:{bus:x2}", $"root entry of bus {bus:x2}", before.FindBus(bus)?.ContextTable, now.FindBus(bus)?.ContextTable, address => address?.ToString());
            CompareOthers(changes, before.FindBus(bus), now.FindBus(bus));
        }
        foreach (var device in now.Devices)
        {
            if (before.Find(device.Address) is not { } was) continue;
            CompareEntries(changes, was, device);
            CompareDomains(changes, was, device);
        }
        CompareSides(changes, old.Sides, current.Sides);
        return changes.ToImmutable();
    }

    /// <summary>Context entries that are only counted: of functions that were not asked for.</summary>
    private static void CompareOthers(ImmutableArray<TranslationChange>.Builder changes, TranslationBus? old, TranslationBus? now)
    {
        if (old is not { Refusal: FaultReason.None } || now is not { Refusal: FaultReason.None }) return;
        int more = now.OthersPresent - old.OthersPresent;
        if (more == 0) return;
        string name = Math.Abs(more) == 1 ? $"another context entry of bus {now.Bus:x2}" : $"{Math.Abs(more)} other context entries of bus {now.Bus:x2}";
        changes.Add(new($"others:{now.Bus:x2}", more > 0 ? TranslationMark.Appeared : TranslationMark.Vanished, $"{name}, P {(more > 0 ? "0 to 1" : "1 to 0")}"));
    }

    private static void CompareEntries(ImmutableArray<TranslationChange>.Builder changes, TranslationDevice old, TranslationDevice now)
    {
        var (was, entry) = (old.Context ?? default, now.Context ?? default);
        string key = $"entry:{now.Address}";
        string name = $"context entry of {now.Address}";
        if (was == entry) return;
        if (!was.Present && entry.Present) changes.Add(new(key, TranslationMark.Appeared, $"{name}, DID {entry.DomainId}"));
        else if (was.Present && !entry.Present) changes.Add(new(key, TranslationMark.Vanished, $"{name}, P 1 to 0"));
        else if (was.SecondStageTable != entry.SecondStageTable) changes.Add(new(key, TranslationMark.Changed, $"{name} now points to {entry.SecondStageTable}, DID {was.DomainId} to {entry.DomainId}"));
        else if (was.Present) changes.Add(new(key, TranslationMark.Changed, $"{name}, DID {was.DomainId} to {entry.DomainId}"));
    }

    private static void CompareDomains(ImmutableArray<TranslationChange>.Builder changes, TranslationDevice old, TranslationDevice now)
    {
        string device = now.Address.ToString();
        if (old.Domain is null || now.Domain is null)
        {
            Compare(changes, $"domain:{device}", $"tables of {device}", old.Domain?.Root.Table, now.Domain?.Root.Table, address => address?.ToString());
            return;
        }
        if (old.Domain.Root != now.Domain.Root)
        {
            changes.Add(new($"domain:{device}", TranslationMark.Moved, $"tables of {device} to {now.Domain.Root.Table}"));
            for (int level = now.Domain.Root.Levels; level >= 1; level--)
                MarkTable(changes, device, level, old.Domain, now.Domain, silent: true);
        }
        else
        {
            for (int level = now.Domain.Root.Levels; level >= 1; level--) MarkTable(changes, device, level, old.Domain, now.Domain, silent: false);
        }
        CompareRuns(changes, device, old.Domain, now.Domain);
    }

    private static void MarkTable(ImmutableArray<TranslationChange>.Builder changes, string device, int level, TranslationDomain old, TranslationDomain now, bool silent)
    {
        var (was, table) = (old.OfLevel(level).FirstOrDefault(), now.OfLevel(level).FirstOrDefault());
        string key = $"table:{device}:{level}";
        string name = silent ? "" : $"level {level} table of {device}";
        if (was is null && table is not null) changes.Add(new(key, TranslationMark.Appeared, name));
        else if (was is not null && table is null) changes.Add(new(key, TranslationMark.Vanished, name));
        else if (was is not null && was.Address != table!.Address) changes.Add(new(key, TranslationMark.Moved, name));
        else if (was is not null && !was.Lines.SequenceEqual(table!.Lines)) changes.Add(new(key, TranslationMark.Changed, name));
    }

    private static void CompareRuns(ImmutableArray<TranslationChange>.Builder changes, string device, TranslationDomain old, TranslationDomain now)
    {
        // Beyond what both have read nothing can be told run by run.
        var known = old.Beyond is { } first && now.Beyond is { } second ? (first < second ? first : second) : old.Beyond ?? now.Beyond;
        var was = old.Runs.Where(run => IsKnown(run, known)).ToDictionary(run => run.Input.Start);
        foreach (var run in now.Runs.Where(run => IsKnown(run, known)))
        {
            string key = $"run:{device}:{run.Input.Start}";
            if (!was.Remove(run.Input.Start, out var before)) changes.Add(new(key, TranslationMark.Appeared, $"{run.Input.Length} at iova {run.Input.Start}"));
            else if (before.Output != run.Output) changes.Add(new(key, TranslationMark.Moved, $"iova {run.Input.Start} to {run.Output}"));
            else if (before.Input != run.Input || before.Rights != run.Rights || before.PageSize != run.PageSize || before.Problem != run.Problem)
                changes.Add(new(key, TranslationMark.Changed, $"run at iova {run.Input.Start}"));
        }
        foreach (var run in was.Values) changes.Add(new($"run:{device}:{run.Input.Start}", TranslationMark.Vanished, $"{run.Input.Length} at iova {run.Input.Start}"));
        if (known is not { } beyond || now.TablesChangedSince(old) is not (> 0 and var tables)) return;
        changes.Add(new($"rest:{device}", TranslationMark.Changed, $"{tables} {(tables == 1 ? "table" : "tables")} of {device}; single runs are told below iova {beyond}"));
    }

    private static bool IsKnown(TranslationRun run, Iova? known) => known is not { } limit || run.Input.End <= limit;

    private static void CompareSides(ImmutableArray<TranslationChange>.Builder changes, TranslationSides before, TranslationSides now)
    {
        foreach (var software in now.Software)
        {
            var old = before.Software.FirstOrDefault(side => side.Device == software.Device)?.Record;
            Compare(changes, $"software:{software.Device}", $"iommu_domain of {software.Device}", old?.DomainId, software.Record?.DomainId, id => id?.ToString(System.Globalization.CultureInfo.InvariantCulture), TranslationMark.Changed);
        }
        foreach (string guest in before.Processes.Concat(now.Processes).Select(process => process.Guest).Distinct())
        {
            ImmutableArray<ProcessorMapping> then = before.ProcessOf(guest)?.Mappings ?? [], present = now.ProcessOf(guest)?.Mappings ?? [];
            var (was, mapping) = (then.FirstOrDefault(), present.FirstOrDefault());
            string key = ProcessorKey(guest), whose = guest.Length == 0 ? "the VMM's" : $"{guest}'s VMM's";
            Compare(changes, key, $"{whose} mapping", was?.Range.Start, mapping?.Range.Start, address => address?.ToString());
            if (was is not null && mapping is not null && was.Range == mapping.Range && then.Length != present.Length)
                changes.Add(new(key, TranslationMark.Changed, $"{whose} mappings"));
        }
    }

    /// <summary>What the mapping of a guest's VMM is called among the parts.</summary>
    public static string ProcessorKey(string guest) => guest.Length == 0 ? "cpu" : $"cpu:{guest}";

    private static void Compare<T>(ImmutableArray<TranslationChange>.Builder changes, string key, string name, T? before, T? now, Func<T?, string?> write, TranslationMark differs = TranslationMark.Moved)
        where T : struct, IEquatable<T>
    {
        if (before.Equals(now)) return;
        changes.Add(before is null ? new(key, TranslationMark.Appeared, name)
            : now is null ? new(key, TranslationMark.Vanished, name)
            : new(key, differs, $"{name}, {write(before)} to {write(now)}"));
    }

    private static string StatusWords(GlobalCommand before, GlobalCommand now)
    {
        string on = (now & ~before) == 0 ? "" : $" set {now & ~before}";
        string off = (before & ~now) == 0 ? "" : $" cleared {before & ~now}";
        return $"GSTS{on}{off}";
    }
}
