using System.Collections.Immutable;
using System.Text;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>guest: the virtual machine that lives through the update; or guests: several of them.</summary>
/// <param name="Place">Where the guest stands in the file.</param>
internal sealed record GuestSection(GuestPlan Plan, ScenarioNode MemoryPlace, ScenarioNode Place)
{
    /// <summary>The guests of a scenario, at least one; none after an error.</summary>
    public static ImmutableArray<GuestSection> ReadAll(ScenarioSection scenario, string? approach)
    {
        if (scenario.Optional("guests") is not { } several) return scenario.Mapping("guest") is { } mapping && Read(scenario, mapping) is { } only ? [only] : [];
        if (scenario.Optional("guest") is not null)
        {
            scenario.Error(several, "Both 'guest' and 'guests' are here. Give one guest under 'guest', or all of them under 'guests', each with a name.");
            return [];
        }
        if (scenario.Sequence("guests") is not { } list) return [];
        if (list.Items.Length is 0 or > ScenarioLimits.Guests)
        {
            scenario.Error(list, $"'guests' wants 1 to {ScenarioLimits.Guests} guests; here are {list.Items.Length}.");
            return [];
        }
        if (list.Items.Length > 1 && approach is not null && !Catalogue<Approach>.Find(approach)!.CarriesSeveral)
        {
            string[] able = [.. Catalogue<Approach>.All.Where(other => other.CarriesSeveral).Select(other => other.Id)];
            scenario.Error(list, $"The approach {approach} carries one guest across, here are {list.Items.Length}. Leave one of them, or take {string.Join(" or ", able)}, which carries any number.");
            return [];
        }
        return ReadNamed(scenario, list);
    }

    private static ImmutableArray<GuestSection> ReadNamed(ScenarioSection scenario, ScenarioSequence list)
    {
        var guests = ImmutableArray.CreateBuilder<GuestSection>();
        foreach (var item in list.Items)
        {
            if (item is not ScenarioMapping mapping)
            {
                scenario.Error(item, $"Wanted is a guest with the keys name, memory and vcpus; here is {item.Noun}.");
                continue;
            }
            if (Read(scenario, mapping, named: true) is not { } guest) continue;
            if (guests.FirstOrDefault(other => other.Plan.Name == guest.Plan.Name) is { } same)
                scenario.Error(guest.Place, $"The guest '{guest.Plan.Name}' is here twice; it is first in line {same.Place.Line}. Devices and files go by the name, so each guest wants its own.");
            else if (Taken(guests, guest.Plan) is { } taken)
                scenario.Error(guest.Place, $"The guest '{guest.Plan.Name}' would keep its RAM in {guest.Plan.RamFile}, which is a file of '{taken.Plan.Name}'. Give it another 'ram-file'.");
            else guests.Add(guest);
        }
        return guests.Count == list.Items.Length ? guests.ToImmutable() : [];
    }

    private static GuestSection? Taken(IEnumerable<GuestSection> others, GuestPlan guest) =>
        others.FirstOrDefault(other => other.Plan.RamFile == guest.RamFile || other.Plan.StateFile == guest.RamFile || other.Plan.RamFile == guest.StateFile);

    private static GuestSection? Read(ScenarioSection scenario, ScenarioMapping mapping, bool named = false)
    {
        var guest = new ScenarioSection(scenario.File, named ? "a guest" : "guest", mapping, scenario.Findings, [.. named ? ["name"] : Array.Empty<string>(), "ram-file", "memory", "vcpus"]);
        string? name = named ? ReadName(guest) : "";
        string? file = named && guest.Optional("ram-file") is null ? $"guest-ram-{name}" : ReadFileName(guest);
        var memory = guest.Size("memory");
        var vcpus = guest.Number("vcpus", 1, ScenarioLimits.VirtualCpus);
        return name is null || file is null || memory is null || vcpus is null ? null
            : new(new(file, memory.Value, (int)vcpus) { Name = name }, guest.Optional("memory")!, guest.Optional("name") ?? mapping);
    }

    private static string? ReadName(ScenarioSection guest)
    {
        if (guest.Scalar("name") is not { } scalar) return null;
        if (scalar.Value.Length is > 0 and <= ScenarioLimits.GuestName && scalar.Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) return scalar.Value;
        guest.Error(scalar, $"A guest's name stands in names of files and in links: 1 to {ScenarioLimits.GuestName} lower-case letters, digits and hyphens, not '{ScenarioSection.Shorten(scalar.Value)}'.");
        return null;
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
