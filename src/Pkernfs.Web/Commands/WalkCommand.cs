using System.CommandLine;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Web.Commands;

/// <summary>"walk": one address through the tables, entry by entry.</summary>
internal static class WalkCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits, moment, device, json) = (VerbInput.ScenarioArgument(), VerbInput.EditOption(), VerbInput.MomentOption(), VerbInput.DeviceOption(), VerbInput.JsonOption());
        var iova = new Option<string>("--iova") { Description = "The address that the function puts on the bus: 0xa3b7d40, 163M+0x1d40.", HelpName = "X", Required = true };
        var write = new Option<bool>("--write") { Description = "Ask for a write instead of a read." };
        var command = new Command("walk", "Translate one address of a function as the remapping unit would from memory, and show the path.") { scenario, edits, moment, device, iova, write, json };
        command.SetAction((parsed, cancellation) =>
        {
            var address = VerbInput.Iova(parsed.GetValue(iova)!);
            var timeline = VerbInput.Run(VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits)), errors, cancellation);
            var machine = VerbInput.Moment(timeline, parsed.GetValue(moment)!).Machine;
            var function = VerbInput.Function(machine, parsed.GetValue(device)!);
            var document = Walk(machine.Platform, function, address, parsed.GetValue(write) ? AccessKind.Write : AccessKind.Read);
            if (parsed.GetValue(json)) output.WriteJson(document);
            else WriteLines(output, document, function, address);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static WalkDocument Walk(PlatformState platform, PciFunction function, Iova iova, AccessKind access)
    {
        var walk = platform.Unit.Walk(platform.Memory, function.Address, iova, access);
        var path = walk.Path.Select(step => new WalkStepDocument(
            VerbOutput.Hex(step.Table.Value),
            step.Index,
            step.Level == DmaWalkLevel.SecondStage ? VerbOutput.Hex(step.Low) : $"0x{step.High:x16}{step.Low:x16}",
            step.Level == DmaWalkLevel.SecondStage ? step.PageTableLevel.ToString() : VerbOutput.Word(step.Level),
            Meaning(WalkSteps.Decode(step, platform.Unit)))).ToArray();
        bool open = walk.Outcome != DmaOutcome.Protected && function.BusMaster;
        bool reaches = walk.Fault is null && open;
        return new(
            !open ? "blocked" : walk.Fault is null ? "ok" : "fault",
            reaches ? VerbOutput.Hex(walk.Physical.Value) : null,
            reaches ? walk.PageSize.Value : null,
            walk.Fault is { } reason && function.BusMaster ? new((int)reason, FaultReasons.Describe(reason)) : null,
            path);
    }

    private static string Meaning(DecodedEntry entry) => entry.IsBroken ? entry.Summary + "; has bits that hardware refuses" : entry.Summary;

    private static void WriteLines(TextWriter output, WalkDocument document, PciFunction function, Iova iova)
    {
        foreach (var step in document.Path) output.WriteLine($"{step.Level,-8} {step.Table}[{step.Index}] = {step.Entry}  {step.Meaning}");
        output.WriteLine(document.Result switch
        {
            "ok" => $"{function.Address} iova {iova} -> {document.Physical}, page of {new ByteCount(document.PageSize ?? 0)}.",
            "fault" => $"{function.Address} iova {iova}: refused, fault 0x{document.Fault!.Reason:x}, {document.Fault.Name}.",
            _ when function.BusMaster => $"{function.Address} iova {iova}: blocked, protected memory (PMEN).",
            _ => $"{function.Address} cannot issue requests: its Bus Master Enable bit is clear. The tables alone say what is shown above.",
        });
    }

    private sealed record WalkDocument(string Result, string? Physical, ulong? PageSize, FaultDocument? Fault, IReadOnlyList<WalkStepDocument> Path);

    private sealed record FaultDocument(int Reason, string Name);

    private sealed record WalkStepDocument(string Table, int Index, string Entry, string Level, string Meaning);
}
