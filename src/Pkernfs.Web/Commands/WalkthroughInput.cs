using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Commands;

/// <summary>Reads walk-through files for verbs: what cannot be read is a <see cref="BadInputException"/>.</summary>
internal static class WalkthroughInput
{
    // A walk-through says what it is before its first note, at most after some comments.
    private const int HeadLength = 4096;

    /// <summary>True for the path of a walk-through file, by what it begins with.</summary>
    public static bool IsOne(string name)
    {
        if (!File.Exists(name)) return false;
        using var reader = new StreamReader(name);
        char[] head = new char[HeadLength];
        return WalkthroughText.IsOne(new(head, 0, reader.ReadBlock(head)));
    }

    /// <summary>The walk-through at a path; null where the name is none's.</summary>
    public static (Walkthrough Walkthrough, Scenario Scenario)? TryRead(string name)
    {
        if (!IsOne(name)) return null;
        using var stream = File.OpenRead(name);
        var read = WalkthroughReader.Read(name, stream);
        return read is { Walkthrough: { } walkthrough, Scenario: { } scenario } ? (walkthrough, scenario) : throw new BadInputException(read.Findings.First(finding => finding.Severity == Severity.Error).ToString());
    }

    /// <summary>Runs of its what-ifs, each worked out when it is first asked for.</summary>
    public static Func<string?, RunInspection> Runs(Scenario scenario, TextWriter errors, CancellationToken cancellation)
    {
        var runs = new Dictionary<string, RunInspection>();
        return edits =>
        {
            if (runs.TryGetValue(edits ?? "", out var known)) return known;
            var plan = edits is not null && PlanEdits.TryParse(edits, out var more, out _) ? scenario.Plan with { Edits = scenario.Plan.Edits.AddRange(more) } : scenario.Plan;
            // A what-if that cannot be made (any more) shows the scenario's own run, as the explorer does.
            if (!PlanEdits.Check(plan).IsEmpty) plan = scenario.Plan;
            return runs[edits ?? ""] = new RunInspection(VerbInput.Run(scenario with { Plan = plan }, errors, cancellation));
        };
    }
}
