using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>edits: what this run does differently from its approach, as links have it.</summary>
/// <param name="Places">Where each edit stands.</param>
public sealed record EditsSection(ImmutableArray<PlanEdit> Edits, ImmutableArray<ScenarioNode> Places)
{
    private static readonly EditsSection None = new([], []);

    public static EditsSection Read(ScenarioSection scenario)
    {
        if (scenario.Sequence("edits", required: false) is not { } list) return None;
        if (list.Items.Length > PlanEdits.Most)
        {
            scenario.Error(list, $"'edits' has {list.Items.Length} entries; one run may have {PlanEdits.Most}.");
            return None;
        }
        var (edits, places) = (ImmutableArray.CreateBuilder<PlanEdit>(), ImmutableArray.CreateBuilder<ScenarioNode>());
        foreach (var item in list.Items)
        {
            if (item is not ScenarioScalar text)
            {
                scenario.Error(item, $"Wanted is an edit such as skip:save-vm; here is {item.Noun}.");
            }
            else if (PlanEdit.TryParse(text.Value, out var edit, out string? problem))
            {
                edits.Add(edit);
                places.Add(item);
            }
            else
            {
                scenario.Error(item, ScenarioSection.Shorten(text.Value).Length < text.Value.Length ? $"'{ScenarioSection.Shorten(text.Value)}' is no edit." : problem);
            }
        }
        return new(edits.ToImmutable(), places.ToImmutable());
    }

    /// <summary>Tells of the edits that this plan's steps do not allow.</summary>
    public void Check(ScenarioSection scenario, LiveUpdatePlan plan)
    {
        foreach (var (index, problem) in PlanEdits.Find(plan)) scenario.Error(Places[index], problem);
    }
}
