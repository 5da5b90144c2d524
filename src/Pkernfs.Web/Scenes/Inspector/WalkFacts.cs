using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>The entries that a request passes, and where it ends.</summary>
internal static class WalkFacts
{
    public static IEnumerable<InspectorBlock> Of(DmaTranslation walk, MomentInspection moment)
    {
        yield return new InspectorBlock.Lines(LineKind.Walk, [.. walk.Path.Select(step =>
        {
            var role = moment.RoleOf(step.EntryAddress);
            return new InspectorLine(step.EntryAddress.ToString(), $"{role.Title}: {role.Decoded?.Summary}", new Selection.Bytes(role.Range));
        })]);
        yield return new InspectorBlock.Sentence(Words(walk), SentenceLook.Summary, walk.Outcome is DmaOutcome.Fault or DmaOutcome.Protected);
    }

    private static string Words(DmaTranslation walk) => walk.Outcome switch
    {
        DmaOutcome.Fault => $"Refused: fault 0x{(int)walk.Fault!.Value:x}, {FaultReasons.Describe(walk.Fault.Value)}.",
        DmaOutcome.Protected => "Blocked: protected memory, and no table translates it.",
        DmaOutcome.Interrupt => "An interrupt message, not memory.",
        DmaOutcome.PassThrough => $"Passed through untranslated to {walk.Physical}.",
        DmaOutcome.Untranslated => $"Nothing translates now: goes to {walk.Physical} as it is.",
        _ => $"Reaches {walk.Physical} in a page of {walk.PageSize}.",
    };
}
