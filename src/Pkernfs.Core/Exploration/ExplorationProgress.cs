namespace Pkernfs.Core.Exploration;

/// <summary>How far an exploration is.</summary>
public readonly record struct ExplorationProgress(int Done, int Total);
