using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Components.Cost;

/// <summary>A slider's places for a parameter: the default in the middle, and up to 32 times less or more, as far as its range goes; the left end of one that may be 0 is 0.</summary>
internal static class ParameterSlider
{
    public const int Steps = 200;

    private const double Factor = 32;

    public static double Value(CostParameter parameter, int position)
    {
        if (position <= 0 && parameter.Minimum == 0) return 0;
        double value = parameter.Default * Math.Pow(Factor, (Math.Clamp(position, 0, Steps) - (Steps / 2)) / (Steps / 2.0));
        return Math.Clamp(Rounded(value), parameter.Minimum, parameter.Maximum);
    }

    public static int Position(CostParameter parameter, double value) => value <= 0
        ? 0
        : Math.Clamp((int)Math.Round((Math.Log(value / parameter.Default, Factor) + 1) * Steps / 2), 0, Steps);

    /// <summary>Three digits: nobody means more when they slide.</summary>
    private static double Rounded(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 2);
        return Math.Round(Math.Round(value / unit) * unit, 6);
    }
}
