namespace Pkernfs.Core.Platform.Vtd;

/// <summary>What kind of table a step of a request's walk read.</summary>
public enum DmaWalkLevel
{
    Root,
    Context,
    SecondStage,
}
