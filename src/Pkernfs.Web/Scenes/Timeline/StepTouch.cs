using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>What a step's software wrote, by whether it outlives a kexec.</summary>
/// <param name="Persistent">Bytes of memory that outlives it, as the ownership map has it after the step: a pkernfs region, what is handed over, firmware's tables.</param>
/// <param name="Ephemeral">Bytes of any other RAM.</param>
/// <param name="Hardware">Registers of the remapping unit or of a device.</param>
public readonly record struct StepTouch(bool Persistent, bool Ephemeral, bool Hardware)
{
    public static StepTouch Of(RunInspection run, Step step)
    {
        var touched = run.TouchedIn(step.Index);
        return new(touched.Any(range => range.Persistent), touched.Any(range => !range.Persistent), step.TouchedHardware);
    }

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
