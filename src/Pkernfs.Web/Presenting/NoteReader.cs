using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>Reads one note of a walk-through file.</summary>
internal static class NoteReader
{
    private static readonly string[] keys = ["step", "edits", "select", "map", "layers", "against", "text"];

    /// <param name="name">What sentences call it: "note 3".</param>
    /// <param name="plan">The scenario's; null where it could not be read, and steps cannot be looked up.</param>
    /// <returns>Null after an error.</returns>
    public static Note? Read(ScenarioSection file, ScenarioMapping mapping, string name, LiveUpdatePlan? plan)
    {
        var section = new ScenarioSection(file.File, name, mapping, file.Findings, keys);
        string? step = section.Text("step", WalkthroughLimits.Name);
        var edits = EditsSection.Read(section);
        if (plan is not null) CheckRun(section, edits, plan with { Edits = plan.Edits.AddRange(edits.Edits) });
        var selection = Read<Selection>(section, "select", ViewValues.TryReadSelection, "It wants a kind and its address, such as bytes:0x100403000:16 or iova:01:00.0:0xa3b7d40.");
        var camera = Read<Camera>(section, "map", ViewValues.TryReadCamera, "It wants a start, a length and a level, such as 0x100000000:0x40000000:block.");
        string text = section.Text("text", WalkthroughLimits.Text, required: false, lines: true) ?? "";
        string? against = section.Text("against", WalkthroughLimits.Name, required: false);
        var layers = ReadLayers(section);
        return step is null ? null : new(step, NoteText.Clean(text))
        {
            Edits = edits.Edits.IsEmpty ? null : PlanEdits.Write(edits.Edits),
            Selection = selection,
            Camera = camera,
            Layers = layers,
            Against = against,
        };
    }

    /// <summary>Tells of edits that cannot be made and of steps that the run has not: the run may have changed since, so the note is kept.</summary>
    private static void CheckRun(ScenarioSection section, EditsSection edits, LiveUpdatePlan plan)
    {
        int own = plan.Edits.Length - edits.Edits.Length;
        foreach (var (index, problem) in PlanEdits.Find(plan))
        {
            if (index >= own) section.Warning(edits.Places[index - own], $"{problem} The scenario's own run is shown instead.");
        }
        if (!PlanEdits.Check(plan).IsEmpty) return;
        var ids = Approaches.Steps(plan).Select(step => step.Id).ToArray();
        foreach (string key in new[] { "step", "against" })
        {
            if (section.Optional(key) is ScenarioScalar { IsNothing: false } step && !ids.Contains(step.Value))
                section.Warning(step, $"This run has no step '{ScenarioSection.Shorten(step.Value)}'.{NearestName.Hint(step.Value, ids)} The nearest is shown instead.");
        }
    }

    private static MapLayers ReadLayers(ScenarioSection section)
    {
        if (section.Scalar("layers", required: false) is not { } scalar) return ExplorerView.DefaultLayers;
        if (ViewValues.TryReadLayers(scalar.Value, out var layers)) return layers;
        section.Error(scalar, $"'layers' is '{ScenarioSection.Shorten(scalar.Value)}'. It wants names with commas between: allocator, tables, medium, persistence, differences, disagreement, no-dma; or none.");
        return ExplorerView.DefaultLayers;
    }

    private delegate bool Reader<T>(string text, out T? value);

    private static T? Read<T>(ScenarioSection section, string key, Reader<T> read, string wanted)
        where T : class
    {
        if (section.Scalar(key, required: false) is not { } scalar) return null;
        if (scalar.Value.Length <= WalkthroughLimits.Name && read(scalar.Value, out var value)) return value;
        section.Error(scalar, $"'{key}' is '{ScenarioSection.Shorten(scalar.Value)}', which cannot be read. {wanted}");
        return null;
    }
}
