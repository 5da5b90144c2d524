namespace Pkernfs.Web.State;

/// <summary>What changed: indices before and after, equal where something else did (playing, speed, session).</summary>
public readonly record struct MomentChange(int From, int To, MomentTransition Transition)
{
    /// <summary>True for a step to a neighbour, which is animated.</summary>
    public bool IsStep => Transition != MomentTransition.None;
}

/// <summary>How the panes go from one moment to the next.</summary>
public enum MomentTransition
{
    /// <summary>At once: a jump over several steps, or no move at all.</summary>
    None,

    /// <summary>To a neighbouring step, either way.</summary>
    Step,

    /// <summary>Over the step that ends a kernel, either way.</summary>
    Kexec,
}

/// <summary>What scripts and styles call a transition.</summary>
public static class MomentTransitionWord
{
    public static string Of(MomentTransition transition) => transition switch
    {
        MomentTransition.Step => "step",
        MomentTransition.Kexec => "kexec",
        _ => "none",
    };
}
