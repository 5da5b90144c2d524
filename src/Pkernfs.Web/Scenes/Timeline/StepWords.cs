using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>Steps, phases and times in words.</summary>
public static class StepWords
{
    /// <summary>More devices than this are told together.</summary>
    private const int MostDevices = 4;

    public static string Of(Phase phase) => phase switch
    {
        Phase.Boot1 => "Boot 1, cold",
        Phase.VmStart => "VM start",
        Phase.Running => "Running",
        Phase.Prepare => "Prepare, guest runs",
        Phase.PauseAndSerialise => "Pause and save",
        Phase.Kexec => "Kexec",
        Phase.Boot2 => "Boot 2, liveupdate",
        Phase.UserspaceRestore => "User space restores",
        Phase.Finish => "Finish, guest runs",
        Phase.Resumed => "Resumed",
        _ => phase.ToString(),
    };

    /// <summary>"33–35 · 33.7 ms": places from 1 and modelled time together.</summary>
    public static string Range(ImmutableArray<Step> steps)
    {
        string places = steps.Length == 1 ? $"{steps[0].Index + 1}" : $"{steps[0].Index + 1}–{steps[^1].Index + 1}";
        return $"{places} · {Time(steps.Sum(step => step.CostNanoseconds))}";
    }

    /// <summary>A modelled time at the precision that a person compares it at: "0.15 ms", "331.9 ms", "2.85 s".</summary>
    public static string Time(long nanoseconds) => Math.Abs(nanoseconds) switch
    {
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.00} ms"),
        < 2_000_000_000 => Milliseconds(nanoseconds),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.00} s"),
    };

    /// <summary>"1,116.5 ms".</summary>
    public static string Milliseconds(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:#,0.0} ms");

    /// <summary>What a device did: "01:00.0: 12 accesses, 12 faults (0x2, context entry not present), 12 lost".</summary>
    public static string Of(PciAddress device, DeviceDma dma) => Words($"{device} DMA", dma.Counts, dma.LastFault?.Reason);

    private static string Words(string who, DmaCounts counts, FaultReason? reason)
    {
        var words = new List<string> { $"{who}: {counts.Writes} writes, {counts.Reads} reads" };
        if (counts.Faults > 0) words.Add(reason is { } known ? $"{counts.Faults} refused ({Of(known)})" : $"{counts.Faults} refused");
        if (counts.Lost > 0) words.Add($"{counts.Lost} lost");
        if (counts.Misdirected > 0) words.Add($"{counts.Misdirected} misdirected");
        if (counts.Late > 0) words.Add($"{counts.Late} late");
        return words.Count == 1 ? $"{words[0]}, all landed" : string.Join(", ", words);
    }

    /// <summary>What the devices of a step did, a line each; of more than a few, one line for those that went well and one for those that did not.</summary>
    public static ImmutableArray<(string Words, bool IsWell)> DmaOf(Step step)
    {
        if (step.DmaByDevice.Count <= MostDevices) return [.. step.DmaByDevice.Select(device => (Of(device.Key, device.Value), IsWell(device.Value.Counts)))];
        return [.. step.DmaByDevice.GroupBy(device => IsWell(device.Value.Counts)).OrderByDescending(group => group.Key).SelectMany(group => group.Count() <= MostDevices
            ? group.Select(device => (Of(device.Key, device.Value), group.Key))
            : [(OfMany([.. group.Select(device => device.Value)]), group.Key)])];
    }

    private static string OfMany(ImmutableArray<DeviceDma> devices)
    {
        var counts = devices.Aggregate(DmaCounts.None, (sum, device) => sum + device.Counts);
        return Words($"{devices.Length} devices' DMA", counts, counts.Faults > 0 && devices.Select(device => device.LastFault?.Reason).Distinct().ToArray() is [{ } reason] ? reason : null);
    }

    private static bool IsWell(DmaCounts counts) => counts.Faults + counts.Lost + counts.Misdirected + counts.Late == 0;

    /// <summary>"fault 0x2, context entry not present".</summary>
    public static string Of(FaultReason reason) => $"fault 0x{(byte)reason:x}, {FaultReasons.Describe(reason)}";

    /// <summary>Where the step comes from and what it costs: "RFC 10/18 · row 16 of the RFC's life cycle · 0.15 ms modelled".</summary>
    public static string Source(Step step) => string.Join(" · ", new[]
    {
        step.Source,
        step.RfcRow is { } row ? $"row {row} of the RFC's life cycle" : null,
        $"{Time(step.CostNanoseconds)} modelled",
    }.Where(part => part is not null));
}
