using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>Tracks as rows of bars with words that fit.</summary>
internal static class TimelineRows
{
    /// <summary>An upper estimate of 11 px Inter, so that no words are cut.</summary>
    private const double CharacterWidth = 6.1;
    private const double Padding = 12;

    public static IEnumerable<TimelineRow> Of(RunTimeline timeline, Tracks tracks, TimelineScale scale, bool narrow)
    {
        if (!narrow) yield return new("Kernel", null, Bars(tracks.Kernel, scale, KernelLook, KernelWords));
        yield return new("vCPUs", null, Bars(tracks.Processors, scale, ProcessorsLook, span => ProcessorsWords(span, timeline)));
        ImmutableArray<DeviceTracks> devices = narrow ? [.. tracks.Devices.Where(device => device.Device.Persistent).Take(1)] : tracks.Devices;
        foreach (var group in DeviceGroups.OfDma(devices))
            yield return new($"DMA {group.Name}", group.Title, Bars(group.Spans, scale, DmaLook, DmaWords));
        foreach (var group in DeviceGroups.OfDomains(devices))
            yield return new(narrow ? "domain" : $"Domain {group.Name}", group.Title, Bars(group.Spans, scale, DomainLook, span => group.Alike.Contains(span.First) ? DomainWords(span) : DomainsWords(span)));
    }

    private static ImmutableArray<TimelineBar> Bars<TState>(
        ImmutableArray<TrackSpan<TState>> spans,
        TimelineScale scale,
        Func<TrackSpan<TState>, string?> look,
        Func<TrackSpan<TState>, string[]> words)
    {
        var bars = ImmutableArray.CreateBuilder<TimelineBar>();
        foreach (var span in spans)
        {
            if (look(span) is not { } style) continue;
            double x = scale.X(span.Start), width = scale.X(span.End) - x;
            string[] texts = words(span);
            var (from, room) = LargestPart(scale, x, width);
            string? text = texts.FirstOrDefault(text => (text.Length * CharacterWidth) + Padding <= room);
            bars.Add(new(x, width, style, text, from - x + (Padding / 2), (text?.Length ?? 0) * CharacterWidth, texts[0]));
        }
        return bars.ToImmutable();
    }

    /// <summary>The largest part of a bar that no break cuts.</summary>
    private static (double From, double Room) LargestPart(TimelineScale scale, double x, double width)
    {
        double[] edges = [x, .. scale.Breaks.Where(at => at > x && at < x + width), x + width];
        return edges.Zip(edges.Skip(1)).Select(part => (part.First, part.Second - part.First)).MaxBy(part => part.Item2);
    }

    private static string? KernelLook(TrackSpan<KernelTrack> span) =>
        span.State is { Boot: 0 } ? null : span.State.Panic is not null ? "panicked" : span.State.Release is null ? "undefined" : span.State.Boot == 1 ? "kernel-a" : "kernel-b";

    private static string[] KernelWords(TrackSpan<KernelTrack> span) => span.State.Panic is { } panic
        ? [$"kernel {KernelWord.Letter(span.State.Boot)} panicked: {panic}", $"kernel {KernelWord.Letter(span.State.Boot)} panicked", "panicked", "panic"]
        : span.State.Release is { } release
        ? [$"kernel {KernelWord.Letter(span.State.Boot)} {release}, boot {span.State.Boot}", $"kernel {KernelWord.Letter(span.State.Boot)} {release}", KernelWord.Letter(span.State.Boot)]
        : [$"no kernel for {StepWords.Time(span.Nanoseconds)}, modelled", "none"];

    private static string? ProcessorsLook(TrackSpan<ProcessorsTrack> span) => span.State switch
    {
        ProcessorsTrack.Running => "guest",
        ProcessorsTrack.Paused => "paused",
        _ => null,
    };

    private static string[] ProcessorsWords(TrackSpan<ProcessorsTrack> span, RunTimeline timeline)
    {
        if (span.State == ProcessorsTrack.Running) return ["vCPUs run", "run"];
        if (timeline.BlackoutNanoseconds is null) return ["paused, and the guest never resumes", "paused, never resumed", "paused"];
        string time = StepWords.Milliseconds(span.Nanoseconds);
        return [$"paused, guest blackout {time}, modelled", $"guest blackout {time}", $"blackout {time}", "paused"];
    }

    private static string? DmaLook(TrackSpan<DmaTrack> span) => span.State.Flow switch
    {
        DmaFlow.Flowing => "flowing",
        DmaFlow.Faulting => "faulting",
        DmaFlow.Lost => "lost",
        _ => null,
    };

    private static string[] DmaWords(TrackSpan<DmaTrack> span)
    {
        var counts = span.State.Counts;
        int accesses = counts.Reads + counts.Writes;
        return span.State.Flow switch
        {
            DmaFlow.Flowing => [$"flowing: {accesses} accesses, 0 faults, 0 lost", "flowing, 0 faults", "flowing"],
            DmaFlow.Faulting when span.State.Reason is { } reason =>
                [$"blocked by the IOMMU: {counts.Faults} of {accesses} accesses, {StepWords.Of(reason)}", $"blocked, {StepWords.Of(reason)}", $"blocked, fault 0x{(byte)reason:x}", $"fault 0x{(byte)reason:x}", $"0x{(byte)reason:x}"],
            DmaFlow.Lost => [$"{counts.Lost + counts.Misdirected} of {accesses} accesses lost or misdirected", $"{counts.Lost + counts.Misdirected} lost", $"{counts.Lost + counts.Misdirected}"],
            _ => ["idle"],
        };
    }

    private static string? DomainLook(TrackSpan<DomainTrack> span) => span.State switch
    {
        { Enabled: false } => null,
        { IsUndefinedLand: true } => "undefined",
        { IsPaging: true, Software: DomainKind.Vfio } => "paging",
        { IsPaging: true, Software: DomainKind.Fixed or DomainKind.Restored } => "sealed",
        { IsPaging: true } => "default",
        _ => "none",
    };

    private static string[] DomainWords(TrackSpan<DomainTrack> span)
    {
        var state = span.State;
        string time = StepWords.Milliseconds(span.Nanoseconds);
        if (state.IsUndefinedLand) return [$"none: \"undefined land\", {time}; the entry keeps DID {state.EntryId}", $"none: \"undefined land\", {time}", "none: \"undefined land\"", "none"];
        string kind = Kind(state);
        if (!state.IsPaging) return state.Software is null
            ? ["none, entry not present", "none, no entry", "none"]
            : [$"entry cleared, kernel still records {kind} DID {state.SoftwareId}", "entry cleared", "none"];
        return state.EntryId == state.SoftwareId
            ? [$"{kind}, DID {state.SoftwareId}", $"DID {state.SoftwareId}", $"{state.SoftwareId}"]
            : [$"{kind}: kernel's DID {state.SoftwareId}, entry's DID {state.EntryId}", $"{kind}, DID {state.SoftwareId}, entry {state.EntryId}", $"DID {state.SoftwareId} / {state.EntryId}"];
    }

    /// <summary>Of several domains, each with ids of its own.</summary>
    private static string[] DomainsWords(TrackSpan<DomainTrack> span)
    {
        var state = span.State;
        string time = StepWords.Milliseconds(span.Nanoseconds), kind = Kind(state);
        if (state.IsUndefinedLand) return [$"none: \"undefined land\", {time}; the entries keep their DIDs", $"none: \"undefined land\", {time}", "none: \"undefined land\"", "none"];
        if (!state.IsPaging) return state.Software is null
            ? ["none, entries not present", "none, no entries", "none"]
            : [$"entries cleared, kernel still records {kind}", "entries cleared", "none"];
        return state.EntryId == state.SoftwareId
            ? [$"{kind}, a DID each", kind]
            : [$"{kind}: the kernel's DIDs are not the entries'", $"{kind}, DIDs differ", kind];
    }

    private static string Kind(DomainTrack state) => state.Software switch
    {
        DomainKind.Vfio => "paging",
        DomainKind.Identity => "identity",
        DomainKind.Fixed => "fixed",
        DomainKind.Restored => "temporary",
        _ => "default",
    };
}

/// <summary>What people call a boot's kernel.</summary>
internal static class KernelWord
{
    /// <summary>"A" for boot 1, "B" for boot 2.</summary>
    public static string Letter(int boot) => ((char)('A' + boot - 1)).ToString();
}
