using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>A logarithmic height: decades of time, powers of two of bytes; nothing is at the bottom.</summary>
/// <param name="Low">What the bottom stands for, above 0.</param>
/// <param name="High">What the top stands for, above <paramref name="Low"/>.</param>
public sealed record CurveScale(double Low, double High, ImmutableArray<double> Ticks)
{
    private const int MostTicks = 6;

    public static CurveScale Of(IReadOnlyCollection<double> values, bool isTime)
    {
        double unit = isTime ? 10 : 2;
        var (least, most) = values.Count == 0 ? (1e6, 1e9) : (values.Min(), values.Max());
        double first = Math.Floor(Math.Log(least, unit)), last = Math.Max(first + 1, Math.Ceiling(Math.Log(most, unit)));
        // A flat line still wants a height to be seen in.
        if (isTime && last - first < 2) first = last - 2;
        double step = Math.Max(1, Math.Ceiling((last - first) / MostTicks));
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (double power = first; power <= last + 1e-9; power += step) ticks.Add(Math.Pow(unit, power));
        return new(Math.Pow(unit, first), Math.Pow(unit, last), ticks.ToImmutable());
    }

    /// <summary>0 at the bottom to 1 at the top.</summary>
    public double At(double value) => value <= Low ? 0 : Math.Log(value / Low) / Math.Log(High / Low);
}
