using System.CommandLine;
using Pkernfs.Core.Exploration;

namespace Pkernfs.Web.Commands;

/// <summary>"explore": every fault of the catalogue at every step where it may strike.</summary>
internal static class ExploreCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, json) = (VerbInput.ScenarioArgument(), VerbInput.JsonOption());
        var command = new Command("explore", "Try every fault at every step where it may strike, and say what comes of it. Exit code 0 whatever the outcomes: exploring is for finding failures.") { scenario, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var read = VerbInput.Scenario(parsed.GetValue(scenario)!);
            var timeline = VerbInput.Run(read, errors, cancellation);
            using var progress = new TerminalProgress(errors);
            var exploration = await Explorer.RunAsync(timeline, progress, cancellation: cancellation);
            progress.Clear();
            if (parsed.GetValue(json)) output.WriteJson(ExploreDocument.Of(read.Name, exploration));
            else ExploreLines.Write(output, read.Name, exploration);
            return ExitCode.Success;
        });
        return command;
    }
}
