using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A fault of the catalogue strikes right after a step.</summary>
/// <param name="Fault">The fault's id.</param>
/// <param name="After">The step's id.</param>
public sealed record InjectFault(string Fault, string After) : PlanEdit
{
    public override string Step => After;

    public override string Words => $"{Catalogue<Fault>.Find(Fault)?.Number ?? Fault} after {After}";

    public override string ToString() => $"fault:{Fault}@{After}";

    internal override bool TryApply(List<StepDefinition> steps, [NotNullWhen(false)] out string? problem)
    {
        if (!TryFind(steps, After, out int index, out problem)) return false;
        if (Catalogue<Fault>.Find(Fault) is not { } fault)
        {
            problem = $"There is no fault '{Fault}'.{NearestName.Hint(Fault, Catalogue<Fault>.All.Select(known => known.Id))}";
            return false;
        }
        string id = $"fault-{fault.Id}";
        for (int count = 2; steps.Any(step => step.Id == id); count++) id = $"fault-{fault.Id}-{count}";
        var after = steps[index];
        steps.Insert(index + 1, new StepDefinition(id, after.Phase, fault.Actor, after.Boot, null, fault.Title, fault.Description, fault.Source, fault.Strike) { Fault = fault.Id, Edit = this });
        for (int later = index + 2; later < steps.Count; later++)
        {
            var changed = fault.Later(steps[later]);
            if (changed != steps[later]) steps[later] = changed with { Edit = this };
        }
        return true;
    }
}
