namespace Pkernfs.Core.Timeline;

/// <summary>What a cost parameter's number counts.</summary>
public enum CostUnit
{
    /// <summary>10^9 bytes a second; the more, the less it costs.</summary>
    GigabytesPerSecond,

    Nanoseconds,
    Microseconds,
    Milliseconds,
}

/// <summary>Units as people write them.</summary>
public static class CostUnits
{
    public static string Symbol(this CostUnit unit) => unit switch
    {
        CostUnit.GigabytesPerSecond => "GB/s",
        CostUnit.Nanoseconds => "ns",
        CostUnit.Microseconds => "µs",
        _ => "ms",
    };

    /// <summary>Nanoseconds that one piece of work takes where the parameter says <paramref name="value"/>.</summary>
    internal static double NanosecondsEach(this CostUnit unit, double value) => unit switch
    {
        CostUnit.GigabytesPerSecond => 1 / value,
        CostUnit.Nanoseconds => value,
        CostUnit.Microseconds => value * 1e3,
        _ => value * 1e6,
    };
}
