namespace Pkernfs.Core.Platform;

/// <summary>
/// Numbers that look random and come from a seed alone (SplitMix64), so that a run can be repeated to the byte. A value:
/// asking for the next number gives the next generator too.
/// </summary>
public readonly record struct SeededRandom(ulong State)
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    /// <summary>A generator of its own for each purpose under one seed.</summary>
    public static SeededRandom For(ulong seed, ulong purpose) => new(Mix(seed ^ Mix(purpose + Golden)));

    /// <summary>The next 64 bits.</summary>
    public ulong Next(out SeededRandom next)
    {
        next = new(State + Golden);
        return Mix(next.State);
    }

    /// <summary>The next number from 0 up to but without <paramref name="bound"/>, which is above 0.</summary>
    public ulong Below(ulong bound, out SeededRandom next) => Next(out next) % bound;

    /// <summary>Spreads the bits of one number over all 64.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
