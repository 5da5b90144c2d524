using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the devices are on the board and show what a live update is about.</summary>
internal static class DeviceChecks
{
    public static void CheckAgainst(Board board, ScenarioSection scenario, ImmutableArray<DevicesSection> devices)
    {
        foreach (var (plan, place) in devices)
        {
            var function = board.Functions.FirstOrDefault(function => function.Address == plan.Address);
            if (function is null)
            {
                var nearest = board.Functions.MinBy(known => Math.Abs(known.Address.SourceId - plan.Address.SourceId))!;
                scenario.Error(place, $"The board '{board.Name}' has no function {plan.Address}. The nearest is {nearest.Address} ({nearest.Vendor:x4}:{nearest.Device:x4}).");
            }
            else if (function.ClassCode >> 8 == 0x0604)
            {
                scenario.Error(place, $"The function {plan.Address} is a PCI bridge; it does no DMA of its own.");
            }
        }
        CheckGroups(board, scenario, devices);
    }

    public static void CheckRoles(ScenarioSection scenario, ImmutableArray<DevicesSection> devices)
    {
        if (scenario.Optional("devices") is not ScenarioSequence list) return;
        // A device that could not be read has its own finding; its role is not known.
        if (devices.Length != list.Items.Length) return;
        if (!devices.Any(device => device.Plan.Persistent)) scenario.Warning(list, "No device is persistent: nothing does DMA across the kexec.");
        if (devices.All(device => device.Plan.Persistent)) scenario.Warning(list, "No device is the host's own: nothing shows what the next kernel does with the others.");
    }

    public static void CheckNumber(ScenarioSection scenario, ImmutableArray<DevicesSection> devices, Approach approach)
    {
        if (approach.CarriesSeveral) return;
        foreach (var device in devices.Where(device => device.Plan.Persistent).Skip(1))
            scenario.Warning(device.Place, $"The approach {approach.Id} gives the guest one device, the first; nobody starts {device.Plan.Address}.");
    }

    private static void CheckGroups(Board board, ScenarioSection scenario, ImmutableArray<DevicesSection> devices)
    {
        var groups = board.Functions.ToDictionary(function => function.Address, function => function.IommuGroup);
        foreach (var (plan, place) in devices.Where(device => !device.Plan.Persistent && groups.ContainsKey(device.Plan.Address)))
        {
            var shared = devices.FirstOrDefault(other => other.Plan.Persistent && groups.TryGetValue(other.Plan.Address, out int group) && group == groups[plan.Address]);
            if (shared is not null) scenario.Error(place, $"{plan.Address} shares IOMMU group {groups[plan.Address]} with {shared.Plan.Address}, which is persistent: functions of one group cannot be in two domains.");
        }
    }
}
