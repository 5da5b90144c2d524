using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>What the kernel has on record as mapped for DMA is what the device's tables map.</summary>
public sealed class RecordsMatchTables : Invariant
{
    public override string Id => "records-match-tables";

    public override int Order => 5;

    public override string Title => "Records and tables map the same";

    public override string Explanation =>
        "vfio_dma records and IOAS areas are made anew after the kexec, by a user space that says again what it had mapped; with LIVE_UPDATE nobody looks at the entries. Were the two to differ, a device could reach what nobody answers for, or be refused what it was promised; and the memory behind each record must be the memory that the entries give. "
        + "Claimed from when the guest's device is attached until the shutdown for kexec, and again once user space has restored all its mappings (after row 24; in another order of restore, once the guest runs or the restore is over; behind a temporary domain, once user space's own has taken its place).";

    public override string Source => "RFC 16/18, replies";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        foreach (var function in scope.CarriedFunctions)
        {
            if (!scope.RecordsAreDue(function) || (!scope.HasJumped && scope.BeforeKexec is not null)) continue;
            foreach (var violation in CheckFunction(scope, function)) yield return violation;
        }
    }

    private static IEnumerable<Violation> CheckFunction(InvariantScope scope, PciAddress function)
    {
        var records = scope.DmaRecords(function);
        var reach = scope.Reach(function);
        var recorded = Coverage.Join(records.Select(record => record.Range));
        var mapped = Coverage.Join(reach.Select(run => new IovaRange(run.Input, run.Length)));
        foreach (var range in mapped.SelectMany(range => Coverage.Outside(range, recorded)))
            yield return new($"The tables of {function} map IOVA {range}, of which no record knows.", scope.DecidingEntry(function, range.Start), function);
        foreach (var range in recorded.SelectMany(range => Coverage.Outside(range, mapped)))
            yield return new($"A record says that IOVA {range} is mapped for {function}, but its tables do not map it.", scope.DecidingEntry(function, range.Start) ?? scope.ContextBytes(function), function);
        foreach (var record in records)
        {
            foreach (var difference in TranslationDifference.Between(Promised(scope, function, record), Within(reach, record.Range)))
            {
                if (difference.Was is null || difference.Is is null) continue;
                yield return new(
                    $"{function}: the record of {record.Range} stands for {difference.Was} at IOVA {difference.Range.Start}, the entry gives {difference.Is}{(difference.Was == difference.Is ? " with other rights" : "")}.",
                    scope.DecidingEntry(function, difference.Range.Start),
                    function);
            }
        }
    }

    /// <summary>The memory that a record stands for, as the VMM's own tables have it.</summary>
    private static ImmutableArray<LeafRun<Iova>> Promised(InvariantScope scope, PciAddress function, DmaRecord record)
    {
        if (record.Virtual is not { } first || scope.VmmOf(function) is not { } vmm) return [];
        var range = new VirtualRange(first, record.Range.Length);
        var runs = ImmutableArray.CreateBuilder<LeafRun<Iova>>();
        foreach (var run in scope.ProcessReach(vmm))
        {
            var part = new VirtualRange(run.Input, run.Length).Intersect(range);
            if (!part.IsEmpty) runs.Add(new(record.Range.Start + (part.Start - range.Start), run.Output + (part.Start - run.Input), part.Length, run.PageSize, record.Rights));
        }
        return runs.ToImmutable();
    }

    private static ImmutableArray<LeafRun<Iova>> Within(ImmutableArray<LeafRun<Iova>> reach, IovaRange range)
    {
        var runs = ImmutableArray.CreateBuilder<LeafRun<Iova>>();
        foreach (var run in reach)
        {
            var part = new IovaRange(run.Input, run.Length).Intersect(range);
            if (!part.IsEmpty) runs.Add(run with { Input = part.Start, Output = run.Output + (part.Start - run.Input), Length = part.Length });
        }
        return runs.ToImmutable();
    }
}
