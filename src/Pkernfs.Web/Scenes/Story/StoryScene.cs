using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Story;

/// <summary>A run as a row of panels.</summary>
public static class StoryScene
{
    /// <summary>Columns of a bar that are told apart.</summary>
    private const int Columns = 120;

    /// <summary>Of a column, what part of it something must own to be seen.</summary>
    private const double Least = 0.12;

    /// <summary>The width of what a kexec leaves alone, of which the story is, against any other part of memory.</summary>
    private const double KeptShare = 1.7;

    /// <param name="indexes">The moments, in order.</param>
    /// <param name="view">What the panels' links keep: scenario and edits.</param>
    public static ImmutableArray<StoryPanel> Of(RunInspection run, IReadOnlyList<int> indexes, ExplorerView view)
    {
        var tracks = Tracks.Of(run.Timeline);
        var panels = ImmutableArray.CreateBuilder<StoryPanel>();
        for (int i = 0; i < indexes.Count; i++) panels.Add(Panel(run, tracks, i + 1, i == 0 ? 0 : indexes[i - 1] + 1, indexes[i], view));
        return panels.ToImmutable();
    }

    /// <summary>One moment, with words of somebody's own.</summary>
    /// <param name="link">The view that the words are about.</param>
    public static StoryPanel Of(RunInspection run, int number, int index, string caption, string link) =>
        Panel(run, Tracks.Of(run.Timeline), number, index, index, ExplorerView.Default) with { Caption = caption, Link = link };

    private static StoryPanel Panel(RunInspection run, Tracks tracks, int number, int first, int index, ExplorerView view)
    {
        var moment = run.Timeline.Moments[index];
        var step = moment.Step;
        var reading = TranslationReading.Of(run, index);
        var bars = Bars(run, index, reading);
        var plan = run.Timeline.Plan;
        var carried = plan.Devices.FirstOrDefault(device => device.Persistent);
        var hosts = plan.Devices.FirstOrDefault(device => !device.Persistent);
        var paths = new[] { carried, hosts }.OfType<Core.LiveUpdate.DevicePlan>().Select(device => Path(run, index, reading, device.Address, device.Label)).ToImmutableArray();
        string steps = first == index ? $"step {index + 1}" : $"steps {first + 1}–{index + 1}";
        return new(
            number, step.Title, $"{steps}, {MomentWord.Clock(step, tracks)}", step.Explanation, (view with { Step = step.Id }).ToUrl(),
            Kernel(tracks, step), Process(run, index, tracks), Root(run, index, reading), paths, bars);
    }

    private static StoryBox Kernel(Tracks tracks, Step step)
    {
        var state = tracks.Kernel.First(span => span.Last >= step.Index).State;
        if (state.Panic is not null) return new($"kernel {KernelWord.Letter(state.Boot)} panicked", StoryLook.None);
        return state.Release is { } release ? new($"kernel {KernelWord.Letter(state.Boot)} {release}", state.Boot == 1 ? StoryLook.FirstKernel : StoryLook.LaterKernel) : new("no kernel", StoryLook.None);
    }

    private static StoryBox Process(RunInspection run, int index, Tracks tracks)
    {
        var machine = run.Timeline.Moments[index].Machine;
        if (!machine.Vmms.Any()) return new("no VMM", StoryLook.None);
        // A panel shows the moment, where a track shows what a step did: the step that resumes the vCPUs ends with them running.
        if (run.Timeline.Plan.GuestsRun(machine)) return new("VMM, guest runs", StoryLook.Process);
        bool ran = tracks.Processors.Any(span => span.State != ProcessorsTrack.NotStarted && span.First <= index);
        return new(ran ? "VMM, guest paused" : "VMM, no vCPU runs", StoryLook.Stopped);
    }

    private static StoryBox Root(RunInspection run, int index, TranslationReading reading)
    {
        if (reading.Tree.RootTable is not { } root) return new("no root table", StoryLook.None);
        if (!reading.Tree.IsOn) return new("translation off", StoryLook.None);
        return new("root, context", run.OwnershipAt(index).At(root) is { Persistent: true } ? StoryLook.Persists : StoryLook.Ephemeral);
    }

    private static StoryPath Path(RunInspection run, int index, TranslationReading reading, PciAddress address, string label)
    {
        string device = label.Length == 0 ? address.ToString() : $"{address} {label.Split(',', ' ')[0]}";
        if (reading.Tree.Find(address) is not { } found) return new(device, new("none", StoryLook.None), null, false, null);
        string? blocked = reading.Blocked.ContainsKey(address) && found.Refusal != FaultReason.None ? string.Create(CultureInfo.InvariantCulture, $"blocked, fault 0x{(byte)found.Refusal:x}") : null;
        if (found.Domain is not { } domain) return new(device, new(blocked is null ? "no tables" : "no domain", StoryLook.None), blocked, found.Runs, null);
        bool isOwned = run.Timeline.Moments[index].Machine.Kernel?.Iommu.DomainOf(address) is not null;
        string name = domain.Owner is { } owner && owner.StartsWith('/') ? owner.Split(':')[0].Split('/')[^1] : string.Create(CultureInfo.InvariantCulture, $"DID {found.Context?.DomainId}");
        var largest = domain.Runs.Where(one => one.Problem is null).MaxBy(one => one.Input.Length);
        return new(device, new(isOwned ? name : name + ", no owner", domain.IsPersistent ? StoryLook.Persists : StoryLook.Ephemeral), blocked, found.Runs, largest is null ? null : Place(run, Middle(largest.Memory)));
    }

    private static (int Bar, double At)? Place(RunInspection run, PhysicalAddress address)
    {
        var parts = Parts(run);
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Range.Contains(address)) return (i, At(parts[i].Range, address));
        }
        return null;
    }

    private static ImmutableArray<MapSection> Parts(RunInspection run) => SectionLayout.Of(run.Timeline.Plan.Board.Ram, run.Region ?? run.NamedRegion?.Range, narrow: false);

    private static ImmutableArray<StoryBar> Bars(RunInspection run, int index, TranslationReading reading)
    {
        var map = run.OwnershipAt(index);
        var parts = Parts(run);
        PhysicalAddress? mapped = reading.Sides.Processor.FirstOrDefault()?.Runs.FirstOrDefault() is { } one ? Middle(new(one.Output, one.Length)) : null;
        return [.. parts.Select(part => new StoryBar(
            Words(part, run), part.IsCarveOut ? KeptShare : 1, part.IsCarveOut, Runs(map, part.Range),
            mapped is { } at && part.Range.Contains(at) ? At(part.Range, at) : null))];
    }

    private static string Words(MapSection part, RunInspection run)
    {
        if (!part.IsCarveOut) return part.Range.Start.Value == 0 ? "low RAM" : "high RAM";
        return $"{(run.Region is null ? run.NamedRegion!.Name : "pkernfs")}, {part.Range.Length} at {part.Range.Start}";
    }

    /// <summary>What most of each column is, neighbours joined; a column with any table or metadata is that, for a few pages of them decide whether a machine survives.</summary>
    private static ImmutableArray<StoryRun> Runs(OwnershipMap map, PhysicalRange part)
    {
        var runs = ImmutableArray.CreateBuilder<StoryRun>();
        for (int column = 0; column < Columns; column++)
        {
            var range = PhysicalRange.FromTo(At(part, column), At(part, column + 1));
            var inside = map.Within(range).ToList();
            var telling = inside.Where(extent => extent.Persistent && extent.Class is OwnerClass.RootAndContext or OwnerClass.DomainPageTable or OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata).Select(extent => (MapFill?)MapFills.Of(extent)).FirstOrDefault();
            var most = inside.Where(extent => extent.Class != OwnerClass.Free).GroupBy(MapFills.Of).Select(group => (Fill: group.Key, Bytes: group.Sum(extent => (double)extent.Range.Length.Value))).OrderByDescending(group => group.Bytes).FirstOrDefault();
            var fill = telling ?? (most.Bytes >= Least * range.Length.Value ? most.Fill : MapFill.Free);
            double from = column / (double)Columns, to = (column + 1) / (double)Columns;
            if (runs.Count > 0 && runs[^1].Fill == fill) runs[^1] = runs[^1] with { To = to };
            else runs.Add(new(from, to, fill));
        }
        return runs.ToImmutable();
    }

    private static PhysicalAddress Middle(PhysicalRange range) => new(range.Start.Value + (range.Length.Value / 2));

    private static double At(PhysicalRange part, PhysicalAddress address) => Math.Clamp((address - part.Start).Value / (double)part.Length.Value, 0.04, 0.96);

    private static PhysicalAddress At(PhysicalRange part, int column) => new(part.Start.Value + (ulong)((UInt128)part.Length.Value * (uint)column / Columns));
}
