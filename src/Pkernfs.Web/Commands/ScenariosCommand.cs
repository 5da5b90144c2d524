using System.CommandLine;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Commands;

/// <summary>"scenarios": what is built in.</summary>
internal static class ScenariosCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("scenarios", "List the built-in scenarios with their titles.");
        command.SetAction(_ =>
        {
            int width = ScenarioLibrary.Names.Max(name => name.Length);
            foreach (string name in ScenarioLibrary.Names) output.WriteLine($"{name.PadRight(width)}  {VerbInput.Scenario(name).Title}");
            return ExitCode.Success;
        });
        return command;
    }
}
