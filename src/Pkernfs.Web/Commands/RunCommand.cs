using System.Collections.Immutable;
using System.CommandLine;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>"run": every step of a scenario, and whether all that should survive did.</summary>
internal static class RunCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits, json) = (VerbInput.ScenarioArgument(), VerbInput.EditOption(), VerbInput.JsonOption());
        var stats = new Option<bool>("--stats") { Description = "Say, too, what the run's memory takes on this host: RAM written to, all moments together, each step." };
        var command = new Command("run", "Run a scenario: a line a step and a summary. Exit code 1 when a step failed, the persistent device's DMA was hurt or an invariant broke.") { scenario, edits, stats, json };
        command.SetAction((parsed, cancellation) =>
        {
            var read = VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits));
            var timeline = VerbInput.Run(read, errors, cancellation);
            var run = new RunInspection(timeline);
            var invariants = InvariantReport.Of(run, cancellation);
            var broken = RunVerdict.Of(timeline, invariants);
            if (parsed.GetValue(json)) output.WriteJson(RunDocument.Of(read, run, invariants, parsed.GetValue(stats)));
            else WriteLines(output, read, timeline, invariants, broken);
            if (parsed.GetValue(stats) && !parsed.GetValue(json)) WriteStats(output, timeline);
            foreach (string sentence in broken) (parsed.GetValue(json) ? errors : output).WriteLine("Broken: " + sentence);
            return Task.FromResult(broken.IsEmpty ? ExitCode.Success : ExitCode.Broken);
        });
        return command;
    }

    private static void WriteLines(TextWriter output, Scenario scenario, RunTimeline timeline, InvariantReport invariants, ImmutableArray<string> broken)
    {
        int width = timeline.Moments.Max(moment => moment.Step.Id.Length);
        foreach (var step in timeline.Moments.Select(moment => moment.Step))
        {
            string dma = step.Dma is { Reads: 0, Writes: 0 } ? "" : $"  dma {step.Dma.Reads} r {step.Dma.Writes} w" + (step.Dma.Faults > 0 ? $" {step.Dma.Faults} faults" : "");
            output.WriteLine($"{step.Index,3}  {step.Id.PadRight(width)}  boot {step.Boot?.ToString() ?? "-"}  {VerbOutput.Milliseconds(step.CostNanoseconds),14}  {step.Title}{dma}");
            foreach (string problem in step.Problems) output.WriteLine($"     ! {problem}");
        }
        output.WriteLine();
        output.WriteLine($"{scenario.Name}: {timeline.Moments.Length} steps, seed {scenario.Plan.Seed}, blackout {(timeline.BlackoutNanoseconds is { } blackout ? VerbOutput.Milliseconds(blackout) + " (modelled)" : "never ends")}.");
        output.WriteLine($"Invariants: {invariants.Verdicts.Length} checked at every step, {invariants.Broken.Count()} broken.");
        if (new RunInspection(timeline).Restore() is { } restore) RestoreLines.Write(output, restore);
        if (broken.IsEmpty) output.WriteLine("Everything that should survive the kexec did.");
    }

    private static void WriteStats(TextWriter output, RunTimeline timeline)
    {
        var footprint = RunFootprint.Of(timeline);
        output.WriteLine($"Memory: {VerbOutput.Bytes(footprint.Installed)} of RAM, {VerbOutput.Bytes(RunFootprint.Resident(timeline.Moments[^1]))} of it written to at the end.");
        output.WriteLine($"All {timeline.Moments.Length} moments together take {VerbOutput.Bytes(footprint.History)} here; a step adds {VerbOutput.Bytes(footprint.MedianAdded)} (median), at most {VerbOutput.Bytes(footprint.Added[footprint.Largest])} ({timeline.Moments[footprint.Largest].Step.Id}).");
    }
}
