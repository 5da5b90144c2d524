using System.CommandLine;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Web.Commands;

/// <summary>"mappings": what a function reaches, through the registers and tables of a moment.</summary>
internal static class MappingsCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits, moment, device, json) = (VerbInput.ScenarioArgument(), VerbInput.EditOption(), VerbInput.MomentOption(), VerbInput.DeviceOption(), VerbInput.JsonOption());
        var pages = new Option<bool>("--pages") { Description = "One line a page-table leaf, instead of joining neighbours." };
        var command = new Command("mappings", "List a function's leaf mappings as the remapping unit translates them from memory, caches left aside.") { scenario, edits, moment, device, pages, json };
        command.SetAction((parsed, cancellation) =>
        {
            var timeline = VerbInput.Run(VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits)), errors, cancellation);
            var machine = VerbInput.Moment(timeline, parsed.GetValue(moment)!).Machine;
            var function = VerbInput.Function(machine, parsed.GetValue(device)!);
            var runs = machine.Platform.Unit.Mappings(machine.Platform.Memory, function.Address, !parsed.GetValue(pages));
            if (parsed.GetValue(json))
            {
                output.WriteJson(runs.Select(run => new MappingDocument(
                    VerbOutput.Hex(run.Input.Value), run.Length.Value, VerbOutput.Hex(run.Output.Value), run.PageSize.Value,
                    run.Rights.HasFlag(AccessRights.Read), run.Rights.HasFlag(AccessRights.Write))));
                return Task.FromResult(ExitCode.Success);
            }
            int count = 0;
            foreach (var run in runs)
            {
                string rights = (run.Rights.HasFlag(AccessRights.Read) ? "r" : "-") + (run.Rights.HasFlag(AccessRights.Write) ? "w" : "-");
                output.WriteLine($"iova {run.Input:L}  ->  {run.Output:L}  {run.Length,10}  in {run.PageSize} pages  {rights}");
                count++;
            }
            if (count == 0) output.WriteLine($"Nothing: {function.Address} has no mapping at this moment.");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private sealed record MappingDocument(string Iova, ulong Length, string Physical, ulong PageSize, bool Read, bool Write);
}
