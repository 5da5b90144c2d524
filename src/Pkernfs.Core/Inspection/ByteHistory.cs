using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection;

/// <summary>Why bytes are as they are: the steps that wrote them, that gave them another owner, or that carried them through the jump.</summary>
public static class ByteHistory
{
    /// <summary>Whatever happened to it, a page is told in this many lines; devices that land in it often are folded before.</summary>
    public const int MostEvents = 60;

    /// <summary>What happened to <paramref name="range"/> up to and with the moment <paramref name="index"/>, oldest first.</summary>
    /// <param name="range">An entry, or a page: at most a few KiB, since it is read at every step that wrote to it.</param>
    public static ImmutableArray<ByteEvent> Of(RunInspection run, int index, PhysicalRange range, CancellationToken cancellation = default)
    {
        var events = new List<ByteEvent>();
        for (int i = 0; i <= index; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var moment = run.Timeline.Moments[i];
            var before = i > 0 ? run.Timeline.Moments[i - 1] : null;
            string[] said = [.. Sentences(run, moment, before, range)];
            if (said.Length > 0) events.Add(new(i, moment.Step.Id, moment.Step.Title, string.Join("; ", said), KindOf(moment, before, range)));
            else AddLandings(events, moment, range);
        }
        return [.. events.TakeLast(MostEvents)];
    }

    private static IEnumerable<string> Sentences(RunInspection run, Moment moment, Moment? before, PhysicalRange range)
    {
        int i = moment.Step.Index;
        bool touched = moment.Step.Touched.Any(range.Overlaps);
        if (OwnerChange(run, i, range) is { } owner) yield return owner;
        if (before is null) yield break;
        if (touched) yield return Written(run, i, range, before.Machine, moment.Machine);
        if (before.Machine.Kernel is not null && moment.Machine.Kernel is null) yield return Carried(before.Machine, moment.Machine, range);
        else if (!touched && Passed(run, moment, range)) yield return "kept: entries beside it were written, this one was not";
    }

    /// <summary>A table's entry that outlives the clearing of its neighbours was kept by intent; the same step writing other tables says so.</summary>
    private static bool Passed(RunInspection run, Moment moment, PhysicalRange range) =>
        moment.Step.Phase == Phase.Kexec
        && run.OwnershipAt(moment.Step.Index).At(range.Start)?.Class == OwnerClass.RootAndContext
        && !IsZero(moment.Machine, range)
        && run.TouchedIn(moment.Step.Index).Any(touched => touched.Kind == OwnerClass.RootAndContext);

    private static string? OwnerChange(RunInspection run, int i, PhysicalRange range)
    {
        var now = run.OwnershipAt(i).At(range.Start);
        if (i == 0) return now is null or { Class: OwnerClass.Free } ? null : $"is {now.Label}";
        var then = run.OwnershipAt(i - 1).At(range.Start);
        if (now?.Class == then?.Class && now?.Label == then?.Label && now?.ReachableBy == then?.ReachableBy) return null;
        if (now is null || (now.Class == OwnerClass.Free && !now.Persistent)) return then is null ? null : $"given up: was {then.Label}";
        if (now.Class == OwnerClass.Stale) return (now.Former is { } former ? $"without an owner: was {former}" : "without an owner") + (now.ReachableBy is { } device ? $", and {device} can still reach it" : "");
        return $"becomes {now.Label}";
    }

    private static string Written(RunInspection run, int i, PhysicalRange range, MachineState then, MachineState now)
    {
        if (Same(then, now, range)) return IsZero(now, range) ? "zeroed again" : "written with what was there";
        var role = MomentInspection.Of(run, i).RoleOf(range.Start);
        if (role.Decoded is { } entry && range.Length.Value <= (ulong)entry.Length) return $"written: {entry.Summary}";
        return range.Length.Value <= sizeof(ulong) && now.Platform.Memory.TryReadWord(range.Start.AlignDown(new(sizeof(ulong))), out ulong word)
            ? $"written: 0x{word:x}"
            : IsZero(now, range) ? "cleared" : "written";
    }

    private static string Carried(MachineState then, MachineState now, PhysicalRange range) =>
        Same(then, now, range) ? "carried through the jump unchanged" : "changed in the jump";

    // Landings in a row are one line: a busy buffer would drown the rest.
    private static void AddLandings(List<ByteEvent> events, Moment moment, PhysicalRange range)
    {
        foreach (var (device, dma) in moment.Step.DmaByDevice)
        {
            int landed = dma.Landings.Count(range.Contains);
            if (landed == 0) continue;
            int total = landed;
            if (events is [.., { Kind: ByteEventKind.Landing } last] && last.Device == device)
            {
                total += last.Landings;
                events.RemoveAt(events.Count - 1);
            }
            events.Add(new(moment.Step.Index, moment.Step.Id, moment.Step.Title, total == 1 ? $"a write of {device} landed" : $"{total} writes of {device} landed, the last here", ByteEventKind.Landing) { Device = device, Landings = total });
        }
    }

    private static ByteEventKind KindOf(Moment moment, Moment? before, PhysicalRange range) =>
        moment.Step.Touched.Any(range.Overlaps) ? ByteEventKind.Written
        : before?.Machine.Kernel is not null && moment.Machine.Kernel is null ? ByteEventKind.Carried
        : ByteEventKind.Owner;

    private static bool Same(MachineState then, MachineState now, PhysicalRange range) =>
        Read(then, range).AsSpan().SequenceEqual(Read(now, range));

    private static bool IsZero(MachineState machine, PhysicalRange range) => !Read(machine, range).AsSpan().ContainsAnyExcept((byte)0);

    private static byte[] Read(MachineState machine, PhysicalRange range)
    {
        byte[] bytes = new byte[Math.Min(range.Length.Value, FrameNumber.SizeInBytes)];
        machine.Platform.Memory.TryRead(range.Start, bytes);
        return bytes;
    }
}

/// <summary>Something that happened to bytes.</summary>
/// <param name="Index">The step's place in the run.</param>
/// <param name="StepId">Its name in links.</param>
/// <param name="Sentence">What happened, lower case.</param>
public sealed record ByteEvent(int Index, string StepId, string StepTitle, string Sentence, ByteEventKind Kind)
{
    /// <summary>For landings, who wrote.</summary>
    public Platform.PciAddress? Device { get; init; }

    /// <summary>For landings, how many writes in a row.</summary>
    public int Landings { get; init; }
}

public enum ByteEventKind
{
    Owner,
    Written,
    Landing,
    Carried,
}
