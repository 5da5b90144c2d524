using System.Collections.Immutable;
using System.CommandLine;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Commands;

/// <summary>"check": what is wrong with a scenario or a walk-through, at which line and column.</summary>
internal static class CheckCommand
{
    public static Command Create(TextWriter output)
    {
        var scenario = VerbInput.ScenarioArgument();
        var command = new Command("check", "Check a scenario or a walk-through file and print findings as file:line:column: severity: sentence. Exit code 1 when one is an error.") { scenario };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(scenario)!;
            if (!ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(name)) && !File.Exists(name)) throw new BadInputException(ScenarioLibrary.Load(name).Findings[0].Message);
            var findings = WalkthroughInput.IsOne(name) ? ReadWalkthrough(name) : ScenarioLibrary.Load(name).Findings;
            foreach (var finding in findings) output.WriteLine(finding);
            return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCode.Broken : ExitCode.Success;
        });
        return command;
    }

    private static ImmutableArray<Finding> ReadWalkthrough(string name)
    {
        using var stream = File.OpenRead(name);
        return WalkthroughReader.Read(name, stream).Findings;
    }
}
