using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>What the inspector shows at a moment, as plain data: who is selected, what to warn of, and parts with facts.</summary>
/// <param name="Warnings">What disagrees about what is selected; with nothing selected, about anything.</param>
public sealed record InspectorScene(InspectorSubject Subject, ImmutableArray<Disagreement> Warnings, ImmutableArray<InspectorPart> Parts)
{
    /// <summary>What is said where there is nothing to inspect.</summary>
    public const string NoMachine = "No machine is open.";

    /// <summary>What is said where nothing happened to the bytes.</summary>
    public const string NoHistory = "Nothing has written here since power-on.";

    /// <summary>Parts that are folded until a reader asks: long lists.</summary>
    public static ImmutableArray<string> FoldedAtFirst { get; } = ["registers"];

    /// <summary>The owner's colour beside the subject; null for what is no memory.</summary>
    public OwnerMark? Owner => Subject.Class is { } kind ? new(kind, Subject.Role?.Owner?.Persistent ?? true) : null;

    /// <param name="against">The moment to which differences are shown; null for none.</param>
    public static InspectorScene Of(RunInspection run, MomentInspection moment, int index, Selection? selection, Moment? against = null)
    {
        var subject = InspectorSubject.Of(selection, run, moment);
        return new(subject, [.. WarningsOf(moment, subject, selection)], [.. InspectorParts.Of(run, moment, index, subject, selection, against)]);
    }

    /// <summary>The scene with what happened to the bytes, which takes reading every step before.</summary>
    public InspectorScene WithHistory(ImmutableArray<ByteEvent> events) => this with
    {
        Parts = [.. Parts.Select(part => part with { Blocks = [.. part.Blocks.Select(block => block is InspectorBlock.History history ? history with { Events = events } : block)] })],
    };

    // What is selected is warned of first; with nothing selected, everything that disagrees is told.
    private static IEnumerable<Disagreement> WarningsOf(MomentInspection moment, InspectorSubject subject, Selection? selection)
    {
        var functions = selection is null ? moment.Platform.Functions.Keys
            : subject.Function is { } function ? [function.Address]
            : subject.Role is { Kind: ByteRoleKind.ContextEntry } role && moment.FunctionOfEntry(role.Range.Start) is { } entry ? [entry]
            : Enumerable.Empty<PciAddress>();
        var about = functions.SelectMany(one => moment.DisagreementsOf(one).Concat(moment.UnrecordedMappings(one)));
        return (subject.Address is { } address ? moment.DisagreementsAt(address) : []).Concat(about).Take(selection is null ? 3 : 6);
    }
}

/// <summary>A part with a heading, which can be folded.</summary>
/// <param name="Name">What browsers remember it by.</param>
/// <param name="Caption">Quiet words at the heading's end; null for none.</param>
public sealed record InspectorPart(string Name, string Title, string? Caption, ImmutableArray<InspectorBlock> Blocks);
