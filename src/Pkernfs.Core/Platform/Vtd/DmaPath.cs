using System.Collections.Immutable;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The entries read for a request, gathered without an allocation until they are asked for.</summary>
internal struct DmaPath
{
    /// <summary>Root, context, and five levels.</summary>
    private const int Capacity = 7;

    private DmaWalkStep[]? _steps;
    private int _count;

    public void Add(DmaWalkStep step)
    {
        _steps ??= new DmaWalkStep[Capacity];
        _steps[_count++] = step;
    }

    public readonly ImmutableArray<DmaWalkStep> ToArray() => _steps is null ? [] : ImmutableArray.Create(_steps, 0, _count);
}
