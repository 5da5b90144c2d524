using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>The textures of each theme, as the map in the browser has them (js/map/textures.js).</summary>
internal static class Textures
{
    private static readonly int[] rising = [45], falling = [135], both = [45, 135], none = [];

    public static Texture Of(TextureName name, PictureTheme theme)
    {
        bool isDark = theme == PictureTheme.Dark, isPrint = theme == PictureTheme.Print;
        var thin = isDark || isPrint ? Tone.OwnEphemeralInk : Tone.OwnEphemeral;
        return name switch
        {
            TextureName.KernelImage => new(4, rising, new(Tone.OwnEphemeralInk, 1.2), new(Tone.OwnEphemeral, 0.55)),
            TextureName.LaterKernelImage => new(4, falling, new(Tone.OwnEphemeralInk, 1.2), new(Tone.OwnEphemeral, 0.55)),
            TextureName.KernelData => new(isPrint ? 6 : 4, rising, new(thin, isPrint ? 0.7 : 0.9, Opacity: 0.85), new(Tone.OwnEphemeral, 0.22)),
            TextureName.Vmm => new(4, none, new(thin), new(Tone.OwnEphemeral, 0.16), Dot: 0.85),
            TextureName.Stale => new(isPrint ? 7 : 5, falling, new(Tone.OwnStale, isPrint ? 0.6 : 1, Opacity: 0.9), new(Tone.OwnStale, isPrint ? 0 : isDark ? 0.1 : 0.06)),
            TextureName.SecondStageEphemeral => new(4, rising, new(Tone.OwnSecondStage, 1.2), new(Tone.OwnSecondStage, 0.35)),
            TextureName.RootEphemeral => new(4, rising, new(Tone.OwnRoot, 1.2), new(Tone.OwnRoot, 0.35)),
            TextureName.Lost => new(4, rising, new(Tone.T3, 1, Opacity: 0.9), new(Tone.T3, 0.15)),
            TextureName.Fault => new(5, both, new(Tone.Fault, 1), new(Tone.Fault, isPrint ? 0 : 0.2)),
            TextureName.Hole => new(5, falling, new(Tone.OwnStale, 1.2, Opacity: 0.7)),
            TextureName.OrdinaryRam => new(4, rising, new(Tone.Pane, 2, Opacity: 0.7)),
            TextureName.Flow => new(20, none, new(Tone.Ink, 1.3), Path: "M3 5L6 8L3 11M13 5L16 8L13 11"),
            TextureName.GuestRuns => new(5, none, new(Tone.OwnGuest), Dot: 1),
            TextureName.Reserved => new(6, rising, new(Tone.Line2, isPrint ? 0.6 : 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A texture without a tile."),
        };
    }
}
