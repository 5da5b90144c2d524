namespace Pkernfs.Web.State;

/// <summary>What changed: indices before and after, equal where something else did (playing, speed, session).</summary>
public readonly record struct MomentChange(int From, int To, MomentTransition Transition)
{
    /// <summary>True for a step to a neighbour, which is animated.</summary>
    public bool IsStep => Transition != MomentTransition.None;
}
