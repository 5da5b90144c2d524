using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Exploration;

/// <summary>
/// Says how a run with a fault ended, against the same run without it: what the run without it suffers too is not the fault's doing. Memory, the ledger of
/// what belongs where, and what software said are all that is asked.
/// </summary>
/// <param name="parent">The run without the fault.</param>
public sealed class Judge(RunTimeline parent)
{
    private readonly Broken _broken = new(parent);
    private readonly ImmutableDictionary<string, Moment> _parent = parent.Moments.ToImmutableDictionary(moment => moment.Step.Id);

    /// <summary>The outcome of a run that shares its first moments with the parent.</summary>
    /// <param name="first">The index of the first moment that is its own.</param>
    public Outcome Of(RunTimeline run, int first, CancellationToken cancellation = default)
    {
        var noticing = Notices.First(run, first, _parent);
        var last = run.Moments[^1];
        bool guestRuns = run.Plan.GuestsRun(last.Machine);
        if (run.Moments.Skip(first).FirstOrDefault(moment => moment.Step.Panic is not null) is { } panicked)
            return new(OutcomeKind.Panic, panicked.Step.Id, new(panicked.Step.Id, NoticedBy.Panic, panicked.Step.Panic!), guestRuns, $"Panic at {panicked.Step.Id}: {panicked.Step.Panic}");

        var guest = new GuestMemory(parent, run);
        var corruption = Earliest(run, [Misplaced(run, first), guest.Overwritten(first), guest.Replaced(first)]);
        if (corruption is not null) return Corrupted(corruption, noticing, guestRuns);
        if ((Refused(run, first) ?? StandsStill(run, first)) is { } halted)
            return new(OutcomeKind.DmaFaults, halted.Step, noticing, guestRuns, halted.Sentence + Noticed(noticing));
        // Where the guest is gone, records of it that no longer fit hurt nobody.
        if (guestRuns && _broken.First(run, first, cancellation) is { } untrue) return Corrupted(untrue, noticing, guestRuns);
        string[] gone = [.. Running(parent).Except(Running(run))];
        bool lost = gone.Length > 0;
        if (noticing is not null || lost)
        {
            string end = lost ? $"{Words(gone)} lost, nothing is corrupted" : $"the guest{(run.Plan.Guests.Length > 1 ? "s go" : " goes")} on";
            string sentence = noticing is null ? $"Nobody refuses anything, but {end}." : $"{noticing.Sentence.TrimEnd('.')}: {end}.";
            return new(OutcomeKind.KernelRefuses, noticing?.Step ?? FirstWithoutGuest(run, first), noticing, guestRuns, sentence);
        }
        return new(OutcomeKind.Survives, null, null, guestRuns, "Everything goes on as without it.");
    }

    private static Outcome Corrupted(Damage damage, Noticing? noticing, bool guestRuns) =>
        new(OutcomeKind.SilentCorruption, damage.Step, noticing, guestRuns, damage.Sentence + Noticed(noticing));

    private static string Noticed(Noticing? noticing) => noticing is null ? " Nobody notices." : $" Noticed at {noticing.Step}: {noticing.Sentence}";

    private static Damage? Earliest(RunTimeline run, IEnumerable<Damage?> found) =>
        found.OfType<Damage>().MinBy(damage => run.TryFind(damage.Step, out var moment) ? moment.Step.Index : int.MaxValue);

    /// <summary>Payloads that reached memory which is not, or no longer, theirs.</summary>
    private Damage? Misplaced(RunTimeline run, int first)
    {
        // A device that was refused reads back, later, what its lost payloads did not overwrite: that is the refusal's doing.
        var refused = new HashSet<PciAddress>();
        foreach (var (step, device, own, usual) in Compare(run, first))
        {
            if (own.Faults > 0) refused.Add(device);
            int astray = own.Misdirected - usual.Misdirected, late = own.Late - usual.Late, wrong = refused.Contains(device) ? 0 : own.Lost - usual.Lost;
            if (astray > 0) return new(step, $"DMA of {device} goes to memory that is not its own, first at {step}.");
            if (late > 0) return new(step, $"DMA of {device} lands in memory that was taken from it, first at {step}.");
            if (wrong > 0) return new(step, $"{device} reads back what it did not write, or its payloads are gone, first at {step}.");
        }
        return null;
    }

    private Damage? Refused(RunTimeline run, int first)
    {
        var hit = Compare(run, first).Where(one => one.Own.Faults > one.Usual.Faults).ToArray();
        if (hit.Length == 0) return null;
        int faults = hit.Sum(one => one.Own.Faults - one.Usual.Faults);
        string devices = string.Join(" and ", hit.Select(one => one.Device).Distinct());
        return new(hit[0].Step, $"{faults} accesses of {devices} are refused in {hit.Select(one => one.Step).Distinct().Count()} steps, first at {hit[0].Step}.");
    }

    /// <summary>A guest runs and its device does not.</summary>
    private Damage? StandsStill(RunTimeline run, int first)
    {
        var running = Running(run);
        foreach (var device in run.Plan.Devices.Where(device => device.Persistent && running.Contains(device.Guest) && parent.Moments[^1].Machine.Platform.Functions[device.Address].Running))
        {
            if (run.Moments[^1].Machine.Platform.Functions[device.Address].Running) continue;
            string step = run.Moments.Skip(first).SkipWhile(moment => moment.Machine.Platform.Functions[device.Address].Running).First().Step.Id;
            return new(step, $"{device.Address} stands still from {step} on, and the guest that drives it is not told.");
        }
        return null;
    }

    /// <summary>What each device did in each step of the run's own, and what it does without the fault.</summary>
    private IEnumerable<(string Step, PciAddress Device, DmaCounts Own, DmaCounts Usual)> Compare(RunTimeline run, int first)
    {
        var usual = run.Moments[Math.Max(first - 1, 0)];
        foreach (var moment in run.Moments.Skip(first))
        {
            // A step that the other run has not got is held against the one before it: devices do in it what they did then.
            usual = _parent.GetValueOrDefault(moment.Step.Id) ?? usual;
            foreach (var (device, done) in moment.Step.DmaByDevice)
                yield return (moment.Step.Id, device, done.Counts, usual.Step.DmaByDevice.GetValueOrDefault(device)?.Counts ?? DmaCounts.None);
        }
    }

    private static string FirstWithoutGuest(RunTimeline run, int first) => run.Moments.Skip(first).First(moment => !run.Plan.GuestsRun(moment.Machine)).Step.Id;

    /// <summary>The names of the guests that run in the end; the only guest's is empty.</summary>
    private static ImmutableHashSet<string> Running(RunTimeline run) => [.. run.Moments[^1].Machine.Vmms.Where(vmm => vmm.GuestRuns).Select(vmm => vmm.Guest)];

    private static string Words(string[] guests) => guests switch
    {
        [""] => "the guest is",
        [var one] => $"{one} is",
        _ => $"{guests.Length} guests are",
    };
}

/// <summary>Damage, and the step at which it first shows.</summary>
internal sealed record Damage(string Step, string Sentence);
