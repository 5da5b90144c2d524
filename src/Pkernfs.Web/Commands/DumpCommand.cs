using System.CommandLine;
using Pkernfs.Core.Artifacts;

namespace Pkernfs.Web.Commands;

/// <summary>"dump": the machine of a moment as files that other tools read.</summary>
internal static class DumpCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits, moment) = (VerbInput.ScenarioArgument(), VerbInput.EditOption(), VerbInput.MomentOption());
        var folder = new Option<string>("--output") { Description = "The folder to write memory.elf (an ELF core: p_paddr is the physical address) and machine.json into, and kho.dtb where something is handed over; made when absent.", HelpName = "DIR", Required = true };
        var command = new Command("dump", "Write the machine's memory and registers at a moment, for gdb, crash or another page walker.") { scenario, edits, moment, folder };
        command.SetAction((parsed, cancellation) =>
        {
            var timeline = VerbInput.Run(VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits)), errors, cancellation);
            var at = VerbInput.Moment(timeline, parsed.GetValue(moment)!);
            string into = parsed.GetValue(folder)!;
            try
            {
                MachineDumpWriter.Write(into, at.Machine, timeline.Plan, cancellation);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"The dump cannot be written to {into}: {failure.Message}");
            }
            output.WriteLine($"{Path.Combine(into, "memory.elf")} and {Path.Combine(into, "machine.json")}: the machine after step {at.Step.Id}.");
            foreach (var (file, blob) in HandoverDump.Of(at.Machine)) output.WriteLine($"{Path.Combine(into, file)}: a flattened device tree of {blob.Length} bytes, for dtc.");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
