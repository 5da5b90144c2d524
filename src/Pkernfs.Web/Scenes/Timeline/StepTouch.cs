using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>What a step's software wrote, by whether it outlives a kexec.</summary>
/// <param name="Persistent">Bytes of the pkernfs region.</param>
/// <param name="Ephemeral">Bytes of any other RAM.</param>
/// <param name="Hardware">Registers of the remapping unit or of a device.</param>
public readonly record struct StepTouch(bool Persistent, bool Ephemeral, bool Hardware)
{
    /// <param name="region">The pkernfs region; null where there is none.</param>
    public static StepTouch Of(Step step, PhysicalRange? region) => new(
        region is { } kept && step.Touched.Any(kept.Overlaps),
        step.Touched.Any(range => region is not { } kept || !kept.Contains(range)),
        step.TouchedHardware);

    /// <summary>"wrote persistent memory and registers".</summary>
    public string Words
    {
        get
        {
            string[] parts = [.. Parts()];
            return parts.Length switch
            {
                0 => "wrote nothing",
                1 => $"wrote {parts[0]}",
                _ => $"wrote {string.Join(", ", parts[..^1])} and {parts[^1]}",
            };
        }
    }

    private IEnumerable<string> Parts()
    {
        if (Persistent) yield return "persistent memory";
        if (Ephemeral) yield return "ephemeral memory";
        if (Hardware) yield return "hardware registers";
    }
}
