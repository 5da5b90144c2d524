using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>A part of user space's restore that is done in one go.</summary>
internal enum RestorePart
{
    /// <summary>pkernfs mounted, the VMM started, guest RAM mapped.</summary>
    Memory,

    /// <summary>What the device's mappings are made in or the device is opened through, as far as it needs neither.</summary>
    Domain,

    Mappings,

    Device,

    /// <summary>What needs both mappings and device.</summary>
    Closing,

    /// <summary>The VM's state, and its vCPUs.</summary>
    Processors,
}

/// <summary>User space's restore after the kexec, in the order that a scenario asks for.</summary>
internal static class RestoreParts
{
    /// <summary>
    /// The parts, given in the approach's usual order, in the order that is asked for. What comes after the vCPUs run again belongs to
    /// <see cref="Phase.Finish"/>, whatever it is.
    /// </summary>
    public static IEnumerable<StepDefinition> Arrange(RestoreOrder order, params ImmutableArray<(RestorePart Part, ImmutableArray<StepDefinition> Steps)> usual)
    {
        bool running = false;
        foreach (var (part, steps) in usual.OrderBy(entry => Place(order, entry.Part)))
        {
            foreach (var step in steps) yield return step with { Phase = running ? Phase.Finish : Phase.UserspaceRestore };
            running |= part == RestorePart.Processors;
        }
    }

    // Parts of one place stay as they usually are: the sort is stable.
    private static int Place(RestoreOrder order, RestorePart part) => (order, part) switch
    {
        (RestoreOrder.Usual, _) => 0,
        (_, RestorePart.Memory) => 0,
        (RestoreOrder.ProcessorsFirst, RestorePart.Processors) => 1,
        (RestoreOrder.ProcessorsFirst, _) => 2,
        (_, RestorePart.Domain) => 1,
        (RestoreOrder.MappingsFirst, RestorePart.Mappings) => 2,
        (RestoreOrder.MappingsFirst, RestorePart.Device) => 3,
        (_, RestorePart.Device) => 2,
        (_, RestorePart.Mappings) => 3,
        (_, RestorePart.Closing) => 4,
        _ => 5,
    };
}
