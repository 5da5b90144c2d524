using System.Collections.Immutable;
using Pkernfs.Core.Costs;
using Pkernfs.Web.Scenes.Cost;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Cost;

/// <summary>The curves of a view: what every approach costs at other sizes, as far as its runs have been done.</summary>
internal sealed class CostCurves
{
    private static readonly ByteCount first = ByteCount.FromMiB(512), last = ByteCount.FromGiB(12 << 10);
    private static readonly LeafSize[] leafSizes = Enum.GetValues<LeafSize>();

    private readonly CostView view;
    private readonly ImmutableArray<CurveData> overGuest;
    private readonly ImmutableArray<CurveData> overLeaves;

    public CostCurves(CostStore store, CostView view, IReadOnlyList<CostColumn> columns)
    {
        this.view = view;
        Guest = view.Guest ?? columns.Select(column => column.Guest).DefaultIfEmpty(first).First();
        overGuest = [.. columns.Select(column => new CurveData(column.Index, column.Name, Points(Sizes().Select(size => (At(size), store.Estimate(column.Index, size, view.Leaves))))))];
        overLeaves = [.. columns.Select(column => new CurveData(column.Index, column.Name, Points(leafSizes.Select((leaves, i) => (i / 2.0, store.Estimate(column.Index, Guest, leaves))))))];
    }

    /// <summary>The guest that the curve over leaves is for.</summary>
    public ByteCount Guest { get; }

    public string GuestWords => Words("the guest's size", overGuest);

    public string LeavesWords => Words("the leaves' size", overLeaves);

    public CurveScene OverGuest(double width, double height) => CurveScene.Of(
        width, height, view.Metric.IsTime(), overGuest,
        [.. Ticks.Select(size => (At(size), CostView.WriteSize(size)))],
        At(Guest) is >= 0 and <= 1 and var at ? at : null);

    public CurveScene OverLeaves(double width, double height) => CurveScene.Of(
        width, height, view.Metric.IsTime(), overLeaves, [.. leafSizes.Select((leaves, i) => (i / 2.0, leaves.Word()))], Array.IndexOf(leafSizes, view.Leaves) / 2.0);

    private static ImmutableArray<ByteCount> Ticks { get; } = [first, ByteCount.FromGiB(4), ByteCount.FromGiB(32), ByteCount.FromGiB(256), ByteCount.FromGiB(2048), last];

    private string Words(string axis, IEnumerable<CurveData> data) =>
        $"{view.Metric.Title()} over {axis}, modelled. " + string.Join(" ", data.Where(line => !line.Points.IsEmpty).Select(line => $"{line.Name}: from {view.Metric.Words(line.Points[0].Value)} to {view.Metric.Words(line.Points[^1].Value)}."));

    /// <summary>Points as far as there are figures: the first that is missing ends a line.</summary>
    private ImmutableArray<CurvePoint> Points(IEnumerable<(double X, CostMeasurement? Measurement)> estimates)
    {
        var points = ImmutableArray.CreateBuilder<CurvePoint>();
        foreach (var (x, measurement) in estimates)
        {
            if (measurement?.Profile is not { } profile || view.Metric.Value(CostReport.Of(profile, view.Parameters)) is not { } value) continue;
            points.Add(new(x, value, PostedLimits.ExceededBy(profile).Any()));
        }
        return points.ToImmutable();
    }

    /// <summary>Two a doubling, in whole blocks of 2 MiB.</summary>
    private static IEnumerable<ByteCount> Sizes()
    {
        for (double size = first.Value; size < last.Value; size *= Math.Sqrt(2)) yield return new((ulong)Math.Round(size / (2 << 20)) * (2UL << 20));
        yield return last;
    }

    private static double At(ByteCount size) => Math.Log((double)size.Value / first.Value) / Math.Log((double)last.Value / first.Value);
}
