namespace Pkernfs.Web.State;

/// <summary>How the picture goes from one moment to another.</summary>
public enum MomentTransition
{
    /// <summary>At once.</summary>
    None,

    /// <summary>To a neighbour: in acts.</summary>
    Step,

    /// <summary>Over the step that ends a kernel: in acts, and slower.</summary>
    Kexec,
}
