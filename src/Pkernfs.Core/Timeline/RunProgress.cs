namespace Pkernfs.Core.Timeline;

/// <summary>How far the computation of a run is.</summary>
/// <param name="Done">Steps done.</param>
/// <param name="Of">Steps in all.</param>
/// <param name="Title">The step that is being done.</param>
public sealed record RunProgress(int Done, int Of, string Title);
