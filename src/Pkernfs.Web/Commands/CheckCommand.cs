using System.CommandLine;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Commands;

/// <summary>"check": what is wrong with a scenario, at which line and column.</summary>
internal static class CheckCommand
{
    public static Command Create(TextWriter output)
    {
        var scenario = VerbInput.ScenarioArgument();
        var command = new Command("check", "Check a scenario and print findings as file:line:column: severity: sentence. Exit code 1 when one is an error.") { scenario };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(scenario)!;
            if (!ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(name)) && !File.Exists(name)) throw new BadInputException(ScenarioLibrary.Load(name).Findings[0].Message);
            var findings = ScenarioLibrary.Load(name).Findings;
            foreach (var finding in findings) output.WriteLine(finding);
            return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCode.Broken : ExitCode.Success;
        });
        return command;
    }
}
