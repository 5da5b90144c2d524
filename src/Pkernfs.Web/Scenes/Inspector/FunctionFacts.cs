using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>A PCI function: what it may do, who drives it, and what it reaches.</summary>
internal static class FunctionFacts
{
    private const int MostRuns = 12;

    public static IEnumerable<InspectorBlock> Of(PciFunction function, MomentInspection moment)
    {
        yield return new InspectorBlock.Facts(
        [
            new("Bus master", function.BusMaster ? "on: it may issue requests" : "off: no request leaves it"),
            new("Engine", function.Engine is { } engine ? $"{engine.Buffers.Length} buffers, {engine.Sequence - 1} writes so far" : "not programmed"),
            moment.ContextEntryOf(function.Address) is { } entry
                ? new("Context entry", [new(entry.ToString(), FactLook.Mono, new Selection.Bytes(moment.RoleOf(entry).Range))])
                : new("Context entry", $"no context table for bus {function.Address.Bus.ToString("x2", CultureInfo.InvariantCulture)}"),
            Domain(function, moment),
            new("Driver", moment.Kernel?.Drivers.GetValueOrDefault(function.Address) ?? "none"),
            new("Group", function.Description.IommuGroup.ToString(CultureInfo.InvariantCulture)),
        ]);
        var runs = moment.Reach(function.Address);
        if (runs.Length == 0)
        {
            yield return new InspectorBlock.Sentence("It reaches no memory.", SentenceLook.None);
            yield break;
        }
        yield return new InspectorBlock.Table(
            $"What it reaches{(runs.Length > MostRuns ? $", first {MostRuns} of {runs.Length} runs" : "")}",
            ["IOVA", "to", "length", "(Rights)"],
            [.. runs.Take(MostRuns).Select(run => (System.Collections.Immutable.ImmutableArray<string>)[run.Input.ToString(), run.Output.ToString(), Length(run.Length), MapperFacts.Rights(run.Rights)])]);
    }

    private static InspectorFact Domain(PciFunction function, MomentInspection moment) =>
        moment.Kernel is null ? new("Domain", [new("nobody: no kernel runs", FactLook.Bold)])
        : moment.Kernel.Iommu.DomainOf(function.Address) is { } domain ? new("Domain", $"{domain.Name}, DID {domain.DomainId}")
        : new("Domain", [new("none", FactLook.Bold)]);

    // The one run of an untranslated function is a page short of a power of two.
    private static string Length(ByteCount length) => (length + ByteCount.Page).Value is var whole && ulong.IsPow2(whole) && whole > 1UL << 32 ? "all" : length.ToString();
}
