namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>What an area is filled with.</summary>
public abstract record Fill
{
    private Fill()
    {
    }

    /// <summary>One colour.</summary>
    public sealed record Solid(Tone Tone, double Opacity = 1) : Fill;

    /// <summary>A texture, fixed to the drawing so that neighbours meet.</summary>
    public sealed record Textured(TextureName Texture) : Fill;

    public static implicit operator Fill(Tone tone) => new Solid(tone);

    public static implicit operator Fill(TextureName texture) => new Textured(texture);
}

/// <summary>Textures by what they mean: mostly that bytes do not outlive a kexec.</summary>
public enum TextureName
{
    KernelImage,

    /// <summary>The image of a kernel that was loaded later, where that matters and hue is missing.</summary>
    LaterKernelImage,
    KernelData,
    Vmm,
    Stale,
    SecondStageEphemeral,
    RootEphemeral,

    /// <summary>Lost at kexec, whatever it is.</summary>
    Lost,
    Fault,

    /// <summary>No entry maps these addresses.</summary>
    Hole,

    /// <summary>Over a class's rail: its bytes are in ordinary RAM.</summary>
    OrdinaryRam,

    /// <summary>Chevrons: DMA that flows.</summary>
    Flow,

    /// <summary>A guest whose vCPUs run.</summary>
    GuestRuns,

    /// <summary>Bits that must be zero.</summary>
    Reserved,
}
