using System.CommandLine;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>The arguments that several verbs share, and reading them: what cannot be read is a <see cref="BadInputException"/>.</summary>
internal static class VerbInput
{
    public static Argument<string> ScenarioArgument() => new("SCENARIO") { Description = "A built-in scenario's name, or the path of a scenario file." };

    public static Option<string> MomentOption() => new("--at") { Description = "The moment: a step's id or its index, as \"run\" prints them (from 0; the explorer's pages count steps from 1).", HelpName = "MOMENT", Required = true };

    public static Option<string> DeviceOption() => new("--device") { Description = "A PCI function, such as 01:00.0.", HelpName = "BDF", Required = true };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON; addresses and registers are \"0x...\" strings." };

    /// <summary>Where links in a file lead: without it they begin at the explorer's root, and whoever has the file needs to know a server.</summary>
    public static Option<string?> ServerOption() => new("--server") { Description = "Where readers find an explorer, such as https://explorer.example: links in the file lead there.", HelpName = "URL" };

    /// <summary>The option's value as links have it before them.</summary>
    public static string Origin(string? server)
    {
        if (server is null) return "";
        return Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/"
            ? address.GetLeftPart(UriPartial.Authority)
            : throw new BadInputException($"\"{server}\" is no server's address: give --server https://host, without a path.");
    }

    /// <summary>What-ifs: may be given several times.</summary>
    public static Option<string[]> EditOption() => new("--edit")
    {
        Description = "Do one thing differently; may be given again. skip:STEP, fault:FAULT@STEP (right after it), set:STEP:ARGUMENT=VALUE or move:STEP@STEP (right before it).",
        HelpName = "EDIT",
    };

    /// <summary>A scenario with edits after those that it has itself.</summary>
    public static Scenario Scenario(string nameOrPath, IEnumerable<string>? edits)
    {
        var scenario = Scenario(nameOrPath);
        var plan = scenario.Plan;
        foreach (string text in edits ?? [])
        {
            if (!PlanEdits.TryParse(text, out var read, out string? problem)) throw new BadInputException(problem);
            plan = plan with { Edits = plan.Edits.AddRange(read) };
        }
        if (plan.Edits.Length > PlanEdits.Most) throw new BadInputException($"There are more than {PlanEdits.Most} edits, as many as one what-if may have.");
        var problems = PlanEdits.Check(plan);
        return problems.IsEmpty ? scenario with { Plan = plan } : throw new BadInputException(string.Join(' ', problems));
    }

    public static Scenario Scenario(string nameOrPath)
    {
        var result = ScenarioLibrary.Load(nameOrPath);
        return result.Scenario ?? throw new BadInputException(result.Findings.First(finding => finding.Severity == Severity.Error).ToString());
    }

    public static RunTimeline Run(Scenario scenario, TextWriter errors, CancellationToken cancellation)
    {
        using var progress = new TerminalProgress(errors);
        return Runner.Run(scenario.Plan, progress, cancellation);
    }

    public static Moment Moment(RunTimeline timeline, string text)
    {
        if (timeline.TryFind(text, out var moment)) return moment;
        string hint = NearestName.Hint(text, timeline.Moments.Select(candidate => candidate.Step.Id));
        throw new BadInputException($"There is no moment \"{text}\": give a step's id or an index from 0 to {timeline.Moments.Length - 1}.{hint}");
    }

    public static PciFunction Function(MachineState machine, string text)
    {
        if (!PciAddress.TryParse(text, out var address))
            throw new BadInputException($"\"{text}\" is no PCI function: it wants bus, device and function, such as 01:00.0.");
        return machine.Platform.Functions.GetValueOrDefault(address)
            ?? throw new BadInputException($"There is no function {address} on this board; there are: {string.Join(", ", machine.Platform.Functions.Keys)}.");
    }

    public static Iova Iova(string text)
    {
        if (!AddressExpression.TryParse(text, out var expression, out string problem)) throw new BadInputException(problem);
        return expression switch
        {
            AddressExpression.IoVirtual iova => iova.Address,
            AddressExpression.Physical number => new Iova(number.Address.Value),
            _ => throw new BadInputException($"\"{text}\" is a PCI function, not an address: give --iova 0x1000."),
        };
    }
}
