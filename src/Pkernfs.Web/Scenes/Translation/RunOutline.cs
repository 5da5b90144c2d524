using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>A domain's leaf runs in sentences. A run unfolds into what single tables hold of it, and that into its leaves; what was not read yet is a row that reads on.</summary>
internal sealed class RunOutline(PciAddress device, TranslationDomain domain)
{
    /// <summary>Runs that a row reads on for.</summary>
    private const int MostAtOnce = 256;

    public OutlineItem Item(TranslationRun run, int depth) => new(
        $"run:{device}:{run.Input.Start}", depth, Words(run), new Selection.DeviceAddress(device, run.Input.Start), [],
        run is { Problem: null, Pages: > 1 } ? () => Parts(run, depth + 1) : null);

    /// <summary>The row that goes on after the runs that are kept; nothing where all are.</summary>
    public IEnumerable<OutlineItem> More(int depth) => More(domain.Beyond, depth);

    public static string Words(TranslationRun run) => run.Problem is null
        ? $"iova {run.Input.Start}, {run.Input.Length} in pages of {run.PageSize}, {TranslationWords.Rights(run.Rights)}, to {run.Output}{(run.Owner is null ? "" : $", {run.Owner}")}"
        : $"iova {run.Input.Start}, {run.Input.Length}: refused, {run.Problem}";

    private IEnumerable<OutlineItem> More(Iova? from, int depth)
    {
        if (from is not { } next) yield break;
        yield return new($"runs-from:{device}:{next}", depth, $"More runs, from iova {next} on", null, [], () =>
        {
            var (runs, beyond) = domain.RunsFrom(next, MostAtOnce);
            return [.. runs.Select(run => Item(run, depth + 1)), .. More(beyond, depth)];
        });
    }

    /// <summary>What the largest tables that hold less than all of it have of it; leaves where one table holds it.</summary>
    private ImmutableArray<OutlineItem> Parts(TranslationRun run, int depth)
    {
        var parts = ImmutableArray.CreateBuilder<OutlineItem>();
        ulong size = run.PageSize.Value;
        while (run.Input.Start.Value / (size * PageTableGeometry.EntriesPerTable) != (run.Input.End.Value - 1) / (size * PageTableGeometry.EntriesPerTable)) size *= PageTableGeometry.EntriesPerTable;
        for (var at = run.Input.Start; at < run.Input.End;)
        {
            ulong end = Math.Min(run.Input.End.Value, ((at.Value / size) + 1) * size);
            var part = run with { Input = new(at, new(end - at.Value)), Output = run.Output + (at - run.Input.Start) };
            parts.Add(Item(part, depth) with { Key = $"part:{device}:{at}:{end - at.Value:x}" });
            at = new(end);
        }
        return parts.ToImmutable();
    }
}
