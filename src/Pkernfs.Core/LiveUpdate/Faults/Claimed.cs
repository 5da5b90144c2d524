namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>Who has taken the device in the running kernel.</summary>
internal static class Claimed
{
    /// <summary>True once vfio-pci has the persistent function.</summary>
    public static bool ByVfio(FaultSite site) =>
        site.Machine.Kernel is { Panic: null } kernel && Targets.Assigned(site.Plan) is { } function && kernel.Drivers.GetValueOrDefault(function) == "vfio-pci";

    /// <summary>True while no driver has the persistent function.</summary>
    public static bool ByNobody(FaultSite site) =>
        site.Machine.Kernel is { Panic: null } kernel && Targets.Assigned(site.Plan) is { } function && !kernel.Drivers.ContainsKey(function);
}
