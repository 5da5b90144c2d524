using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>
/// A session of the default scenario's machine whose moments differ in pages far from each other, so that the delta between any two of them packs to about
/// 1 KiB and no run is longer than a page: the form of change that costs the stream the most bytes.
/// </summary>
internal sealed class SteppingMachine
{
    /// <summary>Moments: two seconds at 30 Hz, so that a client that is a second behind is told from one that is not; and few enough that all deltas between
    /// neighbours are kept packed, so that sending is measured and not packing.</summary>
    public const int Moments = 64;

    /// <summary>Pages that a moment has written to; between two moments both their pages differ.</summary>
    public const int PagesAMoment = 66;

    // The lowest GiB, to the page: as many cells as may be asked for.
    public static Viewport Viewport { get; } = new(0, 1 << 30, 4096);

    private static readonly Scenario scenario = ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!;
    private static readonly Lazy<RunInspection> whole = new(() => new(Runner.Run(scenario.Plan)));

    private SteppingMachine(MachineSession session) => Session = session;

    public MachineSession Session { get; }

    /// <summary>The packed delta from a moment to the next; after the last comes the first.</summary>
    public byte[] Delta(int from) => ViewportUpdates.Delta(Session.Run, Viewport, from, (from + 1) % Moments).Encode();

    /// <param name="id">The session's, by which clients find it.</param>
    public static SteppingMachine Create(string id, TimeProvider time)
    {
        var last = whole.Value.Timeline.Moments[^1];
        ulong[] free = [.. FreePages(whole.Value)];
        var random = new Random(8);
        random.Shuffle(free);
        var moments = Enumerable.Range(0, Moments).Select(index => MomentOf(last, index, free.AsSpan(index * PagesAMoment, PagesAMoment)));
        var run = new RunInspection(new RunTimeline(scenario.Plan, [.. moments]));
        var session = new MachineSession(id, scenario.Name, scenario, run, new MomentCursor(Moments, 0, time), time);
        return new(session);
    }

    /// <summary>Every fourth page of free memory, so that none touch.</summary>
    private static IEnumerable<ulong> FreePages(RunInspection run)
    {
        foreach (var extent in run.OwnershipAt(run.Timeline.Moments.Length - 1).Extents.Where(extent => extent.Class is OwnerClass.Free))
        {
            var end = extent.Range.Intersect(new(new(Viewport.Start), new(Viewport.Length))).End;
            for (ulong page = extent.Range.Start.Value; page < end.Value; page += 4 * ByteCount.Page.Value) yield return page;
        }
    }

    private static Moment MomentOf(Moment last, int index, ReadOnlySpan<ulong> pages)
    {
        var writer = last.Machine.Platform.Memory.Write();
        foreach (ulong page in pages) writer.TryWriteWord(new(page), (ulong)index + 1);
        var step = last.Step with { Index = index, Id = $"moment-{index}", DmaByDevice = ImmutableSortedDictionary<PciAddress, DeviceDma>.Empty };
        return new(step, last.Machine with { Platform = last.Machine.Platform with { Memory = writer.Seal() } });
    }
}
