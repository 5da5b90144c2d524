using System.Globalization;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Colours as eyes take them: contrast by WCAG 2, distance by CIE 1976, and what remains without one kind of cone (Machado, Oliveira and Fernandes 2009) or without any hue.</summary>
internal static class Colours
{
    public static readonly double[,] Deuteranopia = { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } };
    public static readonly double[,] Protanopia = { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } };
    public static readonly double[,] Tritanopia = { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } };

    public static double Contrast(string one, string other)
    {
        double[] lights = [Luminance(Linear(one)), Luminance(Linear(other))];
        return (lights.Max() + 0.05) / (lights.Min() + 0.05);
    }

    /// <param name="vision">A matrix over linear red, green and blue; null for a full one.</param>
    public static double Distance(string one, string other, double[,]? vision = null)
    {
        var (a, b) = (Lab(See(Linear(one), vision)), Lab(See(Linear(other), vision)));
        return Math.Sqrt(a.Zip(b).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
    }

    private static double[] Linear(string colour) => [.. new[] { 1, 3, 5 }.Select(at =>
    {
        double value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    })];

    private static double[] See(double[] colour, double[,]? vision) => vision is null ? colour
        : [.. Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(column => vision[row, column] * colour[column]), 0, 1))];

    private static double Luminance(double[] linear) => (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);

    private static double[] Lab(double[] linear)
    {
        double x = ((0.4124 * linear[0]) + (0.3576 * linear[1]) + (0.1805 * linear[2])) / 0.9505;
        double z = ((0.0193 * linear[0]) + (0.1192 * linear[1]) + (0.9505 * linear[2])) / 1.089;
        double[] f = [.. new[] { x, Luminance(linear), z }.Select(value => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16 / 116.0))];
        return [(116 * f[1]) - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
    }
}
