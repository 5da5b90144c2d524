using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Streaming;

/// <summary>Reading what clients send: what makes no sense is a <see cref="HubException"/> with one sentence.</summary>
internal static class HubInput
{
    public static string Name(string? text, string what) => text switch
    {
        null or "" => throw new HubException($"The {what} is empty. Give its name."),
        { Length: > StreamingLimits.MaxNameLength } => throw new HubException($"The {what}'s name has {text.Length} characters; none has more than {StreamingLimits.MaxNameLength}."),
        _ => text,
    };

    /// <summary>Takes "SESSION" or "SESSION?edits=EDITS" apart; the edits are null where none are named.</summary>
    public static (string Session, ImmutableArray<PlanEdit>? Edits) Branch(string? text)
    {
        const string mark = "?edits=";
        int at = text?.IndexOf(mark, StringComparison.Ordinal) ?? -1;
        if (at < 0) return (Name(text, "session"), null);
        return PlanEdits.TryParse(text![(at + mark.Length)..], out var edits, out string? problem)
            ? (Name(text[..at], "session"), edits)
            : throw new HubException(problem);
    }

    public static int Step(SessionBranch branch, string? text)
    {
        string name = Name(text, "step");
        if (branch.Timeline.TryFind(name, out var moment)) return moment.Step.Index;
        string hint = NearestName.Hint(name, branch.Timeline.Moments.Select(candidate => candidate.Step.Id));
        throw new HubException($"This run has no step \"{name}\": give a step's id or an index from 0 to {branch.Timeline.Moments.Length - 1}.{hint}");
    }

    public static Moment Moment(SessionBranch branch, int index)
    {
        var moments = branch.Timeline.Moments;
        return index >= 0 && index < moments.Length ? moments[index] : throw new HubException($"This run has no moment {index}; there are 0 to {moments.Length - 1}.");
    }

    public static Viewport? Viewport(Viewport? viewport) => viewport?.Problem() is { } problem ? throw new HubException(problem) : viewport;

    public static (PhysicalAddress Start, int Length) Read(ulong address, int length)
    {
        if (length is < 1 or > StreamingLimits.MaxReadBytes) throw new HubException($"{length} bytes cannot be read at once: ask for 1 to {StreamingLimits.MaxReadBytes}.");
        return address >> StreamingLimits.AddressBits == 0
            ? (new(address), length)
            : throw new HubException($"0x{address:x} is no physical address: it has more than {StreamingLimits.AddressBits} bits.");
    }

    public static int SpeedPlace(double speed)
    {
        int place = Array.IndexOf(MomentCursor.Speeds, speed);
        return place >= 0 ? place : throw new HubException($"There is no speed {speed}; there are: {string.Join(", ", MomentCursor.Speeds)}.");
    }
}
