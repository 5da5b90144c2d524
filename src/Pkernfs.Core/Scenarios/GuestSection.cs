using System.Text;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>guest: the virtual machine that lives through the update.</summary>
internal sealed record GuestSection(GuestPlan Plan, ScenarioNode MemoryPlace)
{
    public static GuestSection? Read(ScenarioSection scenario)
    {
        if (scenario.Mapping("guest") is not { } mapping) return null;
        var guest = new ScenarioSection(scenario.File, "guest", mapping, scenario.Findings, "ram-file", "memory", "vcpus");
        string? file = ReadFileName(guest);
        var memory = guest.Size("memory");
        var vcpus = guest.Number("vcpus", 1, ScenarioLimits.VirtualCpus);
        return file is null || memory is null || vcpus is null ? null : new(new(file, memory.Value, (int)vcpus), guest.Optional("memory")!);
    }

    private static string? ReadFileName(ScenarioSection guest)
    {
        if (guest.Scalar("ram-file") is not { } scalar) return null;
        string name = scalar.Value;
        string? problem = name switch
        {
            "" => "'ram-file' is empty: name the file that holds the guest's RAM, such as guest-ram.",
            "." or ".." or "iommu" => $"'ram-file' cannot be '{name}': the file system has a directory of that name.",
            _ when name.Contains('/', StringComparison.Ordinal) => "'ram-file' has a '/' in it: guest RAM is a file in the root directory of pkernfs.",
            _ when name.Any(char.IsControl) => "'ram-file' has a control character in it.",
            _ when Encoding.UTF8.GetByteCount(name) > ScenarioLimits.FileName => $"'ram-file' has {Encoding.UTF8.GetByteCount(name)} bytes; an inode has room for {ScenarioLimits.FileName} (RFC 02/18).",
            _ => null,
        };
        if (problem is null) return name;
        guest.Error(scalar, problem);
        return null;
    }
}
