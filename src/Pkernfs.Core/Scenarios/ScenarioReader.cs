using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>Reads a scenario file and checks it against its board. Never throws for what a file holds.</summary>
public static class ScenarioReader
{
    private static readonly string[] Keys = ["name", "title", "description", "board", "approach", "seed", "kernels", "guest", "guests", "devices", "options", "edits"];

    /// <summary>Reads bytes in UTF-8.</summary>
    /// <param name="file">What findings call the file.</param>
    /// <param name="files">Where a board that is named by a path is looked for.</param>
    public static ScenarioResult Read(string file, Stream stream, IScenarioFiles files)
    {
        var findings = new FindingList();
        return Read(file, ScenarioText.Read(file, stream, findings), files, findings);
    }

    /// <summary>Reads a text, as from an editor.</summary>
    public static ScenarioResult Read(string file, string text, IScenarioFiles files)
    {
        var findings = new FindingList();
        return Read(file, ScenarioText.Check(file, text, findings), files, findings);
    }

    private static ScenarioResult Read(string file, string? text, IScenarioFiles files, FindingList findings)
    {
        var root = text is null ? null : ScenarioTree.Read(file, text, findings);
        if (root is null) return new(null, findings.InOrder());
        var section = new ScenarioSection(file, "the scenario", root, findings, Keys);
        string? name = ReadName(section);
        string title = section.Text("title", ScenarioLimits.Title) ?? "";
        string description = section.Text("description", ScenarioLimits.Description, required: false, lines: true) ?? "";
        string? approach = ReadApproach(section);
        ulong? seed = section.Number("seed", 0, ulong.MaxValue);
        var board = BoardSection.Read(section, name ?? "board", files);
        var kernels = KernelsSection.Read(section);
        var guests = GuestSection.ReadAll(section, approach);
        var devices = DevicesSection.Read(section, guests);
        var (options, variants, handover) = OptionsSection.Read(section, approach);
        var edits = EditsSection.Read(section);
        // Whether an approach uses a region depends on nothing that may be missing here.
        var plan = new LiveUpdatePlan(board!, kernels?.A.Plan!, kernels?.B.Plan!, [.. guests.Select(guest => guest.Plan)], [.. devices.Select(device => device.Plan)], approach ?? "", options, seed ?? 0)
        {
            Variants = variants,
            Handover = handover,
            Edits = edits.Edits,
        };
        bool usesRegion = Catalogue<Approach>.Find(plan.Approach)?.UsesRegion(plan) ?? true;

        if (kernels is not null) KernelChecks.Check(section, kernels, usesRegion);
        if (kernels is not null && board is not null && usesRegion) CarveOutChecks.Check(section, kernels, board, variants.Memory);
        if (kernels is not null && !guests.IsEmpty && usesRegion) GuestChecks.Check(section, kernels, guests, plan);
        if (kernels is not null && !usesRegion) HandoverChecks.Check(section, kernels, board, guests.FirstOrDefault(), variants.Memory);
        if (board is not null) DeviceChecks.CheckAgainst(board, section, devices);
        DeviceChecks.CheckRoles(section, devices);
        if (approach is not null) DeviceChecks.CheckNumber(section, devices, Catalogue<Approach>.Find(approach)!);

        var inOrder = findings.InOrder();
        if (findings.HasErrors || name is null || approach is null || seed is null || board is null || kernels is null || guests.IsEmpty) return new(null, inOrder);
        edits.Check(section, plan);
        inOrder = findings.InOrder();
        if (findings.HasErrors) return new(null, inOrder);
        return new(new(name, title, description, plan, inOrder) { Text = text! }, inOrder);
    }

    private static string? ReadName(ScenarioSection section)
    {
        if (section.Scalar("name") is not { } scalar) return null;
        if (scalar.Value.Length <= ScenarioLimits.Name && scalar.Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) return scalar.Value;
        section.Error(scalar, $"'name' is used in links: at most {ScenarioLimits.Name} lower-case letters, digits and hyphens, not '{ScenarioSection.Shorten(scalar.Value)}'.");
        return null;
    }

    private static string? ReadApproach(ScenarioSection section)
    {
        if (section.Scalar("approach") is not { } scalar) return null;
        if (Approaches.Names.Contains(scalar.Value)) return scalar.Value;
        section.Error(scalar, $"There is no approach '{ScenarioSection.Shorten(scalar.Value)}'.{NearestName.Hint(scalar.Value, Approaches.Names)} Approaches are: {string.Join(", ", Approaches.Names)}.");
        return null;
    }
}
