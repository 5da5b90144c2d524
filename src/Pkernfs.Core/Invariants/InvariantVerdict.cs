using System.Collections.Immutable;

namespace Pkernfs.Core.Invariants;

/// <summary>How an invariant fared over a run.</summary>
/// <param name="ByStep">What broke it after each step; empty where it held.</param>
public sealed record InvariantVerdict(Invariant Invariant, ImmutableArray<ImmutableArray<Violation>> ByStep)
{
    public bool Holds => FirstBroken is null;

    /// <summary>The index of the first step after which it is broken; null where it always holds.</summary>
    public int? FirstBroken
    {
        get
        {
            for (int i = 0; i < ByStep.Length; i++)
            {
                if (!ByStep[i].IsEmpty) return i;
            }
            return null;
        }
    }

    /// <summary>Where it is broken, in order: runs of steps, first and last.</summary>
    public ImmutableArray<(int First, int Last)> BrokenSpans
    {
        get
        {
            var spans = ImmutableArray.CreateBuilder<(int, int)>();
            for (int i = 0; i < ByStep.Length; i++)
            {
                if (ByStep[i].IsEmpty) continue;
                int first = i;
                while (i + 1 < ByStep.Length && !ByStep[i + 1].IsEmpty) i++;
                spans.Add((first, i));
            }
            return spans.ToImmutable();
        }
    }
}
