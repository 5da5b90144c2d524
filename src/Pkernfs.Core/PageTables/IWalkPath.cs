namespace Pkernfs.Core.PageTables;

/// <summary>Is told of the entries that a walk reads.</summary>
internal interface IWalkPath
{
    void Add(in WalkInProgress walk, ulong entry, in LevelRules rules);
}

/// <summary>Nobody wants to know.</summary>
internal readonly struct NoPath : IWalkPath
{
    public void Add(in WalkInProgress walk, ulong entry, in LevelRules rules)
    {
    }
}

/// <summary>Keeps them, and counts them.</summary>
internal readonly ref struct PathInto : IWalkPath
{
    private readonly Span<WalkStep> _steps;
    private readonly ref int _count;

    public PathInto(Span<WalkStep> steps, ref int count)
    {
        _steps = steps;
        _count = ref count;
    }

    public void Add(in WalkInProgress walk, ulong entry, in LevelRules rules) => _steps[_count++] = walk.StepWith(entry, rules);
}
