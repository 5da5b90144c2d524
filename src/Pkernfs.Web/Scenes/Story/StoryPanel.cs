using System.Collections.Immutable;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Scenes.Story;

/// <summary>A moment in one small drawing: who runs, by which tables each device gets to memory, and what memory holds.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Title">The step's.</param>
/// <param name="Span">Which steps it sums up, and when.</param>
/// <param name="Caption">What happens, from the step.</param>
/// <param name="Link">The view of that moment.</param>
public sealed record StoryPanel(int Number, string Title, string Span, string Caption, string Link, StoryBox Kernel, StoryBox Process, StoryBox Root, ImmutableArray<StoryPath> Paths, ImmutableArray<StoryBar> Memory);

/// <summary>A thing that is there or is not.</summary>
public sealed record StoryBox(string Words, StoryLook Look);

public enum StoryLook
{
    /// <summary>Not there: dashed.</summary>
    None,

    /// <summary>There, in memory that outlives a kexec.</summary>
    Persists,

    /// <summary>There, in memory that does not.</summary>
    Ephemeral,

    FirstKernel,
    LaterKernel,
    Process,
    Stopped,
}

/// <summary>A device, the tables it goes through, and where these lead.</summary>
/// <param name="Blocked">Why its requests are refused; null where they are not.</param>
/// <param name="Runs">True where requests leave the device.</param>
/// <param name="Target">The place in <see cref="StoryPanel.Memory"/> that most of its mappings lie in, and where from 0 to 1; null for none.</param>
public sealed record StoryPath(string Device, StoryBox Domain, string? Blocked, bool Runs, (int Bar, double At)? Target);

/// <summary>A part of memory.</summary>
/// <param name="Share">Of the width of all, for its length.</param>
/// <param name="IsKept">True for what a kexec leaves alone: framed.</param>
/// <param name="Target">Where the process's own mappings lie, 0 to 1; null where it has none here.</param>
public sealed record StoryBar(string Words, double Share, bool IsKept, ImmutableArray<StoryRun> Runs, double? Target);

/// <summary>A stretch of a bar, its ends from 0 to 1.</summary>
public sealed record StoryRun(double From, double To, MapFill Fill);
