using Pkernfs.Core.Inspection;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Tests.Rendering;

namespace Pkernfs.Web.Tests.Timeline;

public sealed class DeviceGroupTests
{
    [Fact]
    public void AFewDevicesHaveATrackEach()
    {
        var devices = Tracks.Of(Runs.Of("pkernfs-rfc").Run.Timeline).Devices;
        Assert.Equal(devices.Select(device => device.Device.Address.ToString()), DeviceGroups.OfDma(devices).Select(group => group.Name));
        Assert.Equal(devices.Select(device => device.Dma), DeviceGroups.OfDma(devices).Select(group => group.Spans));
        Assert.All(DeviceGroups.OfDomains(devices), group => Assert.Equal(group.Spans.Select(span => span.First).Order(), group.Alike.Order()));
    }

    [Theory]
    [InlineData("fleet-host", 4)]
    [InlineData("guest-12t-1g", 6)]
    public void ManyHaveATrackForEachWayToFare(string scenario, int most)
    {
        var devices = Tracks.Of(Runs.Of(scenario).Run.Timeline).Devices;
        Assert.True(devices.Length > DeviceGroups.MostAlone);
        DeviceGroup<DmaTrack>[] dma = [.. DeviceGroups.OfDma(devices)];
        DeviceGroup<DomainTrack>[] domains = [.. DeviceGroups.OfDomains(devices)];
        Assert.InRange(dma.Length + domains.Length, 2, most);
        Assert.Equal(devices.Length, dma.Sum(group => Members(group.Title, devices).Length));
        Assert.Equal(devices.Length, domains.Sum(group => Members(group.Title, devices).Length));
        foreach (var group in dma.Where(group => group.Name.EndsWith(" devices", StringComparison.Ordinal)))
        {
            var members = Members(group.Title, devices);
            for (int i = 0; i < group.Spans.Length; i++)
            {
                var span = group.Spans[i];
                // Each was in that state over just these steps, and the counts are of all.
                Assert.All(members, member => Assert.Equal((span.First, span.Last, span.State.Flow, span.State.Reason), (member.Dma[i].First, member.Dma[i].Last, member.Dma[i].State.Flow, member.Dma[i].State.Reason)));
                Assert.Equal(members.Sum(member => member.Dma[i].State.Counts.Writes), span.State.Counts.Writes);
            }
        }
        foreach (var group in domains.Where(group => group.Name.EndsWith(" devices", StringComparison.Ordinal)))
        {
            foreach (var span in group.Spans)
            {
                // From its first step on all of them are in that state.
                foreach (var member in Members(group.Title, devices))
                {
                    var own = member.Domain.Single(one => one.First <= span.First && span.First <= one.Last).State;
                    Assert.Equal((span.State.IsPaging, span.State.IsUndefinedLand, span.State.Software), (own.IsPaging, own.IsUndefinedLand, own.Software));
                }
            }
        }
    }

    private static DeviceTracks[] Members(string title, IEnumerable<DeviceTracks> devices) =>
        [.. devices.Where(device => title == device.Device.Label || title.Split(", ").Any(part => part.StartsWith(device.Device.Address.ToString(), StringComparison.Ordinal)))];
}
