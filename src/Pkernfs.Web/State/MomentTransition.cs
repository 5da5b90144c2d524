namespace Pkernfs.Web.State;

/// <summary>How the panes go from one moment to another.</summary>
public enum MomentTransition
{
    /// <summary>At once: a jump over several steps, or no move at all.</summary>
    None,

    /// <summary>To a neighbour: in acts.</summary>
    Step,

    /// <summary>Over the step that ends a kernel, whichever way it is taken: in acts, and slower.</summary>
    Kexec,
}
