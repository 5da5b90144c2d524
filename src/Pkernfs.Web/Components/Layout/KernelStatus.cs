namespace Pkernfs.Web.Components.Layout;

/// <summary>Which kernel runs at a moment, in words.</summary>
/// <param name="Boot">1 or 2; null between kernels.</param>
/// <param name="Name">"kernel A 6.7 · boot 1", "no kernel".</param>
/// <param name="Detail">What else there is to know: "liveupdate, 649.7 ms after its first instruction".</param>
public sealed record KernelStatus(int? Boot, string Name, string? Detail);
