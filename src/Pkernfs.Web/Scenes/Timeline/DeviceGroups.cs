using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>Devices that fared alike, as one track: a host with many has few ways to fare.</summary>
/// <param name="Name">The device's address, or how many there are.</param>
/// <param name="Title">Which they are.</param>
/// <param name="Spans">What they went through; counts are of all together.</param>
/// <param name="Alike">First steps of the spans in which the devices' states are the same to the number; in the others each has numbers of its own.</param>
internal sealed record DeviceGroup<TState>(string Name, string Title, ImmutableArray<TrackSpan<TState>> Spans, ImmutableHashSet<int> Alike);

/// <summary>Makes such groups; where there are few devices, each is one.</summary>
internal static class DeviceGroups
{
    public const int MostAlone = 4;

    public static IEnumerable<DeviceGroup<DmaTrack>> OfDma(ImmutableArray<DeviceTracks> devices) =>
        Of(devices, device => device.Dma, span => (span.First, span.State.Flow, span.State.Reason), (one, other) => one.With(new DmaTrack(one.State.Flow, one.State.Reason, one.State.Counts + other.State.Counts)));

    /// <summary>Devices are attached one after the other: a group is in a state once all its devices are.</summary>
    public static IEnumerable<DeviceGroup<DomainTrack>> OfDomains(ImmutableArray<DeviceTracks> devices) =>
        Of(devices, device => device.Domain, span => (span.State.Enabled, span.State.IsPaging, span.State.IsUndefinedLand, span.State.Software, span.State.EntryId == span.State.SoftwareId), Latest);

    private static TrackSpan<DomainTrack> Latest(TrackSpan<DomainTrack> one, TrackSpan<DomainTrack> other) =>
        new(Math.Max(one.First, other.First), Math.Max(one.Last, other.Last), Math.Max(one.Start, other.Start), Math.Max(one.End, other.End), one.State);

    /// <param name="kind">Of a span what must be the same for devices to have fared alike.</param>
    /// <param name="add">Two devices' spans as one.</param>
    private static IEnumerable<DeviceGroup<TState>> Of<TState, TKind>(
        ImmutableArray<DeviceTracks> devices,
        Func<DeviceTracks, ImmutableArray<TrackSpan<TState>>> track,
        Func<TrackSpan<TState>, TKind> kind,
        Func<TrackSpan<TState>, TrackSpan<TState>, TrackSpan<TState>> add)
    {
        if (devices.Length <= MostAlone) return devices.Select(Alone);
        return devices.GroupBy(device => string.Join(' ', track(device).Select(span => $"{kind(span)}"))).Select(group =>
        {
            var members = group.ToArray();
            if (members.Length == 1) return Alone(members[0]);
            var spans = members.Skip(1).Aggregate(track(members[0]), (sum, device) => [.. sum.Zip(track(device), add)]);
            var alike = spans.Where((_, i) => members.Select(device => track(device)[i].State).Distinct().Count() == 1).Select(span => span.First).ToImmutableHashSet();
            return new DeviceGroup<TState>($"{members.Length} devices", string.Join(", ", members.Select(device => $"{device.Device.Address} {device.Device.Label}")), spans, alike);
        });

        DeviceGroup<TState> Alone(DeviceTracks device) => new(device.Device.Address.ToString(), device.Device.Label, track(device), [.. track(device).Select(span => span.First)]);
    }
}
