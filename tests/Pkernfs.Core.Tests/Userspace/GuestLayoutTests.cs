using Pkernfs.Core.PageTables;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Tests.Userspace;

/// <summary>Where a guest's memory is in its own address space, for guests of many sizes.</summary>
public class GuestLayoutTests
{
    public static TheoryData<ulong> Sizes => [2, 4, 6, 64, 512, 2814, 2816, 3072, 12288, 524288];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Slots_hold_all_RAM_but_what_the_video_hole_hides(ulong mebibytes)
    {
        var layout = Layout(mebibytes);
        var byIova = layout.Slots.OrderBy(slot => slot.Iova.Start).ToArray();
        Assert.All(byIova.Zip(byIova.Skip(1)), pair => Assert.True(pair.First.Iova.End <= pair.Second.Iova.Start));
        Assert.All(byIova.Zip(byIova.Skip(1)), pair => Assert.True(pair.First.Offset + pair.First.Iova.Length <= pair.Second.Offset));
        ulong mapped = layout.Slots.Aggregate(0UL, (sum, slot) => sum + slot.Iova.Length.Value);
        Assert.Equal(layout.Memory.Value - 0x2_0000, mapped);
        Assert.All(layout.Slots, slot => Assert.False(slot.Iova.Overlaps(IovaRange.FromTo(new(0xc000_0000), new(1UL << 32)))));
        Assert.Equal(AccessRights.Read, Assert.Single(layout.Slots, slot => slot.Iova.Contains(new Iova(0xc_0000))).Rights);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Buffers_image_and_heartbeats_lie_in_RAM_and_not_in_each_other(ulong mebibytes)
    {
        var layout = Layout(mebibytes);
        var (image, length) = layout.Image;
        Assert.True(image + length <= layout.Memory);
        Assert.NotEmpty(layout.DeviceBuffers);
        Assert.All(layout.DeviceBuffers, buffer => Assert.Contains(layout.Slots, slot => slot.Iova.Contains(buffer.Range) && slot.Rights == AccessRights.ReadWrite));
        var buffers = layout.DeviceBuffers.Select(buffer => buffer.Range).Order().ToArray();
        Assert.All(buffers.Zip(buffers.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        for (int processor = 0; processor < 128; processor++)
        {
            var page = GuestLayout.HeartbeatPage(processor);
            Assert.True(page.Value >= 0x1_0000 && page.Value < 0xa_0000 && (page.Value & 0xfff) == 0);
        }
    }

    [Theory]
    [InlineData(512, 0x0, 0x0)]
    [InlineData(512, 0x10_0000, 0x10_0000)]
    [InlineData(4096, 0x7fff_ffff, 0x7fff_ffff)]
    [InlineData(4096, 0x1_0000_0000, 0x8000_0000)]
    public void An_address_of_the_guest_has_its_place_in_the_file(ulong mebibytes, ulong guestPhysical, ulong offset) =>
        Assert.Equal(new ByteCount(offset), Layout(mebibytes).OffsetOf(new(guestPhysical)));

    [Theory]
    [InlineData(64UL)]
    [InlineData(512UL)]
    [InlineData(12UL << 20)]
    public void Devices_of_one_guest_have_no_buffer_in_common(ulong mebibytes)
    {
        var layout = new GuestLayout(ByteCount.FromMiB(mebibytes), 1) { Devices = 8 };
        var buffers = Enumerable.Range(0, 8).SelectMany(device => layout.BuffersOf(device)).Select(buffer => buffer.Range).Order().ToArray();
        Assert.All(buffers.Zip(buffers.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.True(buffers.Length > 16);
    }

    [Theory]
    [InlineData(2UL)]
    [InlineData(4UL)]
    public void Devices_that_a_small_guest_has_no_room_for_get_fewer_buffers_or_none(ulong mebibytes)
    {
        var layout = new GuestLayout(ByteCount.FromMiB(mebibytes), 1) { Devices = 64 };
        var buffers = Enumerable.Range(0, 64).SelectMany(device => layout.BuffersOf(device)).Select(buffer => buffer.Range).Order().ToArray();
        Assert.NotEmpty(layout.DeviceBuffers);
        Assert.Empty(layout.BuffersOf(63));
        Assert.All(buffers, buffer => Assert.Contains(layout.Slots, slot => slot.Iova.Contains(buffer) && slot.Rights == AccessRights.ReadWrite));
        Assert.All(buffers.Zip(buffers.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    [Theory]
    [InlineData(512UL, false, 32UL)]
    [InlineData(512UL, true, 32UL)]
    [InlineData(65536UL, false, 1024UL)]
    [InlineData(65536UL, true, 64UL)]
    public void The_kernel_of_a_large_guest_is_of_an_ordinary_size_the_more_so_among_several(ulong mebibytes, bool several, ulong image) =>
        Assert.Equal(ByteCount.FromMiB(image), new GuestLayout(ByteCount.FromMiB(mebibytes), 1) { IsOneOfSeveral = several }.Image.Length);

    [Fact]
    public void Another_seed_puts_the_buffers_elsewhere() =>
        Assert.NotEqual(Layout(512).DeviceBuffers, new GuestLayout(ByteCount.FromMiB(512), 2).DeviceBuffers);

    private static GuestLayout Layout(ulong mebibytes) => new(ByteCount.FromMiB(mebibytes), 1);
}
