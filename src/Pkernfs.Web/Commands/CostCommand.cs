using System.CommandLine;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>"cost": what approaches cost, side by side, for a guest of any size and with any parameters.</summary>
internal static class CostCommand
{
    public static Command Create(TextWriter output)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Built-in scenarios or scenario files; without any, one of each approach.", Arity = ArgumentArity.ZeroOrMore };
        var guest = new Option<string?>("--guest") { Description = "The guest's memory, 256M to 16T; else each scenario's own.", HelpName = "SIZE" };
        var pages = new Option<string?>("--pages") { Description = "The largest leaves of its mappings: 4K, 2M (as the scenarios have) or 1G.", HelpName = "SIZE" };
        var set = new Option<string[]>("--set") { Description = "Another value for a parameter, such as page-pin=50; docs/cost-model.md lists them.", HelpName = "PARAM=VALUE", AllowMultipleArgumentsPerToken = true };
        var json = VerbInput.JsonOption();
        var command = new Command("cost", "What the update costs: blackout, time with mapping changes blocked, bytes reserved and written, code and trust. Modelled, not measured.") { scenarios, guest, pages, set, json };
        command.SetAction((parsed, cancellation) =>
        {
            var parameters = Parameters(parsed.GetValue(set) ?? []);
            var leaves = parsed.GetValue(pages) is { } leafText ? Leaves(leafText) : (LeafSize?)null;
            var size = parsed.GetValue(guest) is { } sizeText ? Size(sizeText) : (ByteCount?)null;
            var subjects = (parsed.GetValue(scenarios) ?? []) is { Length: > 0 } names ? names.Select(VerbInput.Scenario).ToArray() : [.. CostSubjects.BuiltIn.Select(subject => subject.Scenario)];
            var rows = subjects.Select(scenario => CostRow.Of(scenario, size, leaves, parameters, cancellation)).ToArray();
            if (parsed.GetValue(json)) output.WriteJson(new CostDocument(true, parameters.Changed, rows));
            else CostTable.Write(output, rows, parameters);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static CostParameters Parameters(IEnumerable<string> settings) => settings.Aggregate(CostParameters.Default, (parameters, setting) =>
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new BadInputException($"\"{setting}\" sets nothing: --set wants a parameter and a value, such as page-pin=50.");
        return parameters.TrySet(setting[..equals], setting[(equals + 1)..], out var next, out string problem) ? next : throw new BadInputException(problem);
    });

    private static LeafSize Leaves(string text) => LeafSizes.TryParse(text, out var leaves, out string? problem) ? leaves : throw new BadInputException(problem);

    private static ByteCount Size(string text)
    {
        if (!ByteSize.TryParse(text, out var size, out string problem)) throw new BadInputException(problem);
        return CostScale.Problem(size) is { } outside ? throw new BadInputException(outside) : size;
    }
}
