using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What the steps' names have in common.</summary>
internal static class StepNames
{
    /// <summary>Titles of steps that are done for each of several guests, by id.</summary>
    private static readonly ImmutableDictionary<string, string> _ofSeveral = ImmutableDictionary.CreateRange(new Dictionary<string, string>
    {
        ["create-guest-ram"] = "Create the guests' RAM files",
        ["start-vmm-a"] = "Start the VMMs, map guest RAM",
        ["start-vmm-b"] = "Start the VMMs, map guest RAM",
        ["load-guest"] = "Load the guests' kernels",
        ["open-container-a"] = "Open VFIO containers",
        ["open-container-b"] = "Open VFIO containers",
        ["set-iommu-a"] = "Set the containers' IOMMU",
        ["attach-assigned"] = "Point context entries to each guest's tables",
        ["open-device-a"] = "Open the devices",
        ["open-device-b"] = "Open the devices",
        ["start-guest-driver"] = "The guests start their devices",
        ["run-guest"] = "The guests run",
        ["save-vm"] = "Save the VMs' states",
        ["restore-vm"] = "Restore the VMs' states",
        ["open-persisted-b"] = "Open the devices' entries",
        ["unmap-rom"] = "Unmap the shadowed ROMs",
        ["map-rom-writable"] = "Map them writable",
        ["guest-goes-on"] = "The guests go on",
    });

    /// <summary>The letter that ends the name of a step which both boots have: its kernel's.</summary>
    public static string OfBoot(int boot) => boot == 1 ? "a" : "b";

    /// <summary>A step of a plan as people read it: where it is done for several guests its title says so. Its id is the same for any number.</summary>
    public static StepDefinition For(LiveUpdatePlan plan, StepDefinition step) =>
        plan.Guests.Length > 1 && _ofSeveral.TryGetValue(step.Id, out string? title)
            ? step with { Title = title, Explanation = $"For each guest in turn: {Continued(step.Explanation)}" }
            : step;

    private static string Continued(string sentence) => char.IsLower(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;
}
