using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>A phase's part of a bar; lengths in hundredths of the longest bar.</summary>
/// <param name="IsAround">Done while the guest runs: outlined, not part of the blackout.</param>
public sealed record BarPart(Phase Phase, double Start, double Length, bool IsAround, string Words);

/// <summary>An approach's blackout by phase, with what is done before and after it.</summary>
public sealed record BlackoutBar(CostColumn Column, ImmutableArray<BarPart> Parts, double End, string Words)
{
    /// <summary>The bars of all columns that have figures, on one scale. Zero is where the guest stops; what was prepared lies before it.</summary>
    public static ImmutableArray<BlackoutBar> Of(IEnumerable<CostColumn> columns)
    {
        var shown = columns.Where(column => column.Report?.BlackoutNanoseconds is not null).ToArray();
        double before = shown.Select(column => Before(column)).DefaultIfEmpty(0).Max();
        double after = shown.Select(column => column.Report!.BlackoutNanoseconds!.Value + Around(column) - Before(column)).DefaultIfEmpty(0).Max();
        double scale = before + after > 0 ? 100 / (before + after) : 0;
        return [.. shown.Select(column => Bar(column, before, scale))];
    }

    private static BlackoutBar Bar(CostColumn column, double zero, double scale)
    {
        var parts = ImmutableArray.CreateBuilder<BarPart>();
        double at = zero - Before(column);
        var around = column.Report!.AroundByPhase;
        Add(around.Where(phase => phase.Phase == Phase.Prepare), true);
        Add(column.Report.BlackoutByPhase, false);
        Add(around.Where(phase => phase.Phase != Phase.Prepare), true);
        string words = CostWords.Time(column.Report.BlackoutNanoseconds!.Value);
        return new(column, parts.ToImmutable(), at * scale, column.Report.AroundNanoseconds > 0 ? $"{words}, and {CostWords.Time(column.Report.AroundNanoseconds)} around it" : words);

        void Add(IEnumerable<Core.Costs.PhaseCost> phases, bool isAround)
        {
            foreach (var phase in phases)
            {
                parts.Add(new(phase.Phase, at * scale, phase.Nanoseconds * scale, isAround, $"{CostWords.Phase(phase.Phase)}: {CostWords.Time(phase.Nanoseconds)} in {phase.Steps} steps"));
                at += phase.Nanoseconds;
            }
        }
    }

    private static double Before(CostColumn column) => column.Report!.AroundByPhase.Where(phase => phase.Phase == Phase.Prepare).Sum(phase => phase.Nanoseconds);

    private static double Around(CostColumn column) => column.Report!.AroundNanoseconds;
}
