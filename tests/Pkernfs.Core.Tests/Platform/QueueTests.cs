using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class QueueTests
{
    private static readonly PhysicalAddress StatusAddress = new(0x50000);

    [Fact]
    public void Descriptors_to_the_bit()
    {
        Assert.Equal(new InvalidationDescriptor(0x11, 0), InvalidationDescriptor.ContextCacheGlobal());
        Assert.Equal(new InvalidationDescriptor(0xbeef_0021, 0), InvalidationDescriptor.ContextCacheDomain(0xbeef));
        Assert.Equal(new InvalidationDescriptor(0x0002_0118_0007_0031, 0), InvalidationDescriptor.ContextCacheDevice(7, new(1, 3, 0), 2));
        Assert.Equal(new InvalidationDescriptor(0x12, 0), InvalidationDescriptor.IotlbGlobal());
        Assert.Equal(new InvalidationDescriptor(0x7_0022, 0), InvalidationDescriptor.IotlbDomain(7));
        Assert.Equal(new InvalidationDescriptor(0x7_0032, 0x1234_5009), InvalidationDescriptor.IotlbPages(7, new(0x1234_5000), 9));
        Assert.Equal(new InvalidationDescriptor(0x2_0000_0065, 0x50000), InvalidationDescriptor.WaitWithStatus(StatusAddress, 2));
    }

    [Fact]
    public void A_wait_writes_its_four_bytes_after_what_stands_before_it()
    {
        var bench = Started();
        bench.Memory.Put(StatusAddress, 0xffff_ffff_ffff_ffff);
        bench.Submit(InvalidationDescriptor.IotlbGlobal(), InvalidationDescriptor.WaitWithStatus(StatusAddress, 2));
        Assert.Equal(0xffff_ffff_0000_0002UL, bench.Memory.Word(StatusAddress));
        Assert.Equal((32UL, 32UL), (bench.Read(VtdRegisters.QueueHead, 8), bench.Read(VtdRegisters.QueueTail, 8)));
        Assert.Equal(QueueError.None, bench.Unit.QueueError);
    }

    [Fact]
    public void The_queue_wraps_at_its_end()
    {
        var bench = Started();
        for (uint turn = 0; turn < 5; turn++)
        {
            bench.Submit([.. Enumerable.Repeat(InvalidationDescriptor.IotlbGlobal(), 200), InvalidationDescriptor.WaitWithStatus(StatusAddress, turn)]);
            Assert.Equal(turn, bench.Memory.Word(StatusAddress));
        }
        Assert.Equal(5 * 201 % 256 * 16UL, bench.Read(VtdRegisters.QueueHead));
    }

    [Theory]
    [InlineData(0, 0x1000UL)]
    [InlineData(3, 0x8000UL)]
    [InlineData(7, 0x8_0000UL)]
    public void The_size_field_is_a_power_of_pages(int size, ulong length)
    {
        var bench = Started(0x40000 | (uint)size);
        Assert.Equal(length, bench.Unit.QueueLength.Value);
        Assert.Equal(new PhysicalAddress(0x40000), bench.Unit.QueueBase);
    }

    [Fact]
    public void Nothing_is_taken_while_the_queue_is_off_and_all_of_it_when_it_goes_on()
    {
        var bench = new RemappingBench();
        bench.Write(VtdRegisters.QueueAddress, 0x40000, 8);
        bench.Submit(InvalidationDescriptor.WaitWithStatus(StatusAddress, 2));
        Assert.Equal(0UL, bench.Memory.Word(StatusAddress));
        bench.Write(VtdRegisters.GlobalCommand, (uint)GlobalCommand.QueuedInvalidationEnable);
        Assert.Equal(2UL, bench.Memory.Word(StatusAddress));
    }

    [Fact]
    public void Turning_the_queue_off_and_on_starts_the_head_over()
    {
        var bench = Started();
        bench.Submit(InvalidationDescriptor.IotlbGlobal());
        Assert.Equal(16UL, bench.Read(VtdRegisters.QueueHead));
        bench.Write(VtdRegisters.GlobalCommand, (uint)GlobalCommand.TranslationEnable);
        Assert.Equal(0UL, bench.Read(VtdRegisters.QueueHead));
    }

    [Theory]
    [InlineData(0x0UL, 0x0UL, QueueError.DescriptorTypeInvalid, "type 0")]
    [InlineData(0x7UL, 0x0UL, QueueError.DescriptorTypeInvalid, "PASID cache, which legacy mode lacks")]
    [InlineData(0x201UL, 0x0UL, QueueError.DescriptorTypeInvalid, "upper type bits")]
    [InlineData(0x3UL, 0x0UL, QueueError.DescriptorTypeInvalid, "device TLB without DT")]
    [InlineData(0x1UL, 0x0UL, QueueError.ReservedFieldSet, "context cache without a granularity")]
    [InlineData(0x51UL, 0x0UL, QueueError.ReservedFieldSet, "context cache, bit 6")]
    [InlineData(0x11UL, 0x1UL, QueueError.ReservedFieldSet, "context cache, upper half")]
    [InlineData(0x0004_0000_0000_0011UL, 0x0UL, QueueError.ReservedFieldSet, "context cache, bit 50")]
    [InlineData(0x2UL, 0x0UL, QueueError.ReservedFieldSet, "IOTLB without a granularity")]
    [InlineData(0x1_0000_0012UL, 0x0UL, QueueError.ReservedFieldSet, "IOTLB, bit 32")]
    [InlineData(0x32UL, 0x80UL, QueueError.ReservedFieldSet, "IOTLB, bit 71")]
    [InlineData(0x32UL, 0x13UL, QueueError.ReservedFieldSet, "IOTLB, AM beyond MAMV")]
    [InlineData(0x24UL, 0x0UL, QueueError.ReservedFieldSet, "interrupt entry cache, bit 5")]
    [InlineData(0x125UL, 0x0UL, QueueError.ReservedFieldSet, "wait, bit 8")]
    [InlineData(0x25UL, 0x50001UL, QueueError.ReservedFieldSet, "wait, status address not aligned")]
    [InlineData(0x25UL, 0x1000_0000UL, QueueError.DescriptorNotAccessible, "wait, status address outside RAM")]
    public void A_wrong_descriptor_stops_the_queue_with_the_head_on_it(ulong low, ulong high, QueueError error, string what)
    {
        var bench = Started();
        bench.Submit(InvalidationDescriptor.IotlbGlobal(), new(low, high), InvalidationDescriptor.WaitWithStatus(StatusAddress, 2));
        Assert.True(error == bench.Unit.QueueError, $"{what}: {bench.Unit.QueueError}");
        Assert.Equal(FaultStatus.QueueError, bench.Unit.FaultStatus);
        Assert.Equal((ulong)error, bench.Read(VtdRegisters.QueueErrorRecord, 8) & 0xf);
        Assert.Equal(16UL, bench.Read(VtdRegisters.QueueHead));
        Assert.Equal(0UL, bench.Memory.Word(StatusAddress));
    }

    [Theory]
    [InlineData(0x0003_ffff_ffff_0031UL, 0x0UL, "context cache, all fields")]
    [InlineData(0xffff_00f2UL, 0x0UL, "IOTLB, read and write drain")]
    [InlineData(0xffff_0032UL, 0xffff_ffff_ffff_f052UL, "IOTLB, all fields, AM of MAMV")]
    [InlineData(0x0000_ffff_f800_0014UL, 0x0UL, "interrupt entry cache, all fields")]
    [InlineData(0xc5UL, 0x0UL, "wait, page drain and fence, without a status write")]
    public void Fields_that_are_not_reserved_do_not_stop_it(ulong low, ulong high, string what)
    {
        var bench = Started();
        bench.Submit(new InvalidationDescriptor(low, high));
        Assert.True(bench.Unit.QueueError == QueueError.None, what);
        Assert.Equal(16UL, bench.Read(VtdRegisters.QueueHead));
    }

    [Fact]
    public void It_goes_on_once_the_error_is_cleared_and_the_tail_written_again()
    {
        var bench = Started();
        bench.Submit(new InvalidationDescriptor(0xf, 0), InvalidationDescriptor.WaitWithStatus(StatusAddress, 2));
        bench.Memory.Put(bench.Unit.QueueBase, InvalidationDescriptor.IotlbGlobal().Low);
        bench.Write(VtdRegisters.QueueTail, 32);
        Assert.Equal(0UL, bench.Memory.Word(StatusAddress));
        bench.Write(VtdRegisters.FaultStatus, (uint)FaultStatus.QueueError);
        Assert.Equal(QueueError.None, bench.Unit.QueueError);
        Assert.Equal(0UL, bench.Memory.Word(StatusAddress));
        bench.Write(VtdRegisters.QueueTail, 32);
        Assert.Equal(2UL, bench.Memory.Word(StatusAddress));
        Assert.Equal(FaultStatus.None, bench.Unit.FaultStatus);
    }

    [Fact]
    public void A_tail_beyond_the_queue_is_an_error()
    {
        var bench = Started();
        bench.Write(VtdRegisters.QueueTail, 0x1000);
        Assert.Equal(QueueError.TailBeyondQueue, bench.Unit.QueueError);
    }

    [Fact]
    public void A_queue_outside_RAM_is_an_error()
    {
        var bench = Started(0x1000_0000);
        bench.Write(VtdRegisters.QueueTail, 16);
        Assert.Equal((QueueError.DescriptorNotAccessible, 0), (bench.Unit.QueueError, bench.Unit.QueueHead));
    }

    [Fact]
    public void Wide_descriptors_take_32_bytes_and_need_scalable_mode()
    {
        var narrow = Started(0x40800);
        narrow.Write(VtdRegisters.QueueTail, 32);
        Assert.Equal(QueueError.DescriptorWidthInvalid, narrow.Unit.QueueError);

        var bench = Started(0x40800, RemappingBench.ExtendedCapability | 1UL << 43);
        var wait = InvalidationDescriptor.WaitWithStatus(StatusAddress, 3);
        bench.Memory.Put(new(0x40000), InvalidationDescriptor.IotlbGlobal().Low);
        bench.Memory.Put(new(0x40020), wait.Low);
        bench.Memory.Put(new(0x40028), wait.High);
        bench.Write(VtdRegisters.QueueTail, 64);
        Assert.Equal((3UL, 64), (bench.Memory.Word(StatusAddress), bench.Unit.QueueHead));

        bench.Memory.Put(new(0x40040), wait.Low);
        bench.Memory.Put(new(0x40048), wait.High);
        bench.Memory.Put(new(0x40058), 1);
        bench.Write(VtdRegisters.QueueTail, 96);
        Assert.Equal(QueueError.ReservedFieldSet, bench.Unit.QueueError);
        bench.Write(VtdRegisters.FaultStatus, (uint)FaultStatus.QueueError);
        bench.Write(VtdRegisters.QueueTail, 80);
        Assert.Equal(QueueError.TailMisaligned, bench.Unit.QueueError);
    }

    [Fact]
    public void A_wait_that_wants_an_interrupt_raises_the_completion_event_once()
    {
        var bench = Started();
        bench.Write(VtdRegisters.CompletionEventControl, 0);
        var wait = InvalidationDescriptor.WaitWithStatus(StatusAddress, 2, interrupt: true);
        bench.Submit(wait, wait);
        Assert.Equal((1UL, 1), (bench.Read(VtdRegisters.CompletionStatus), bench.Unit.CompletionEvent.MessagesSent));
        bench.Write(VtdRegisters.CompletionStatus, 1);
        Assert.Equal(0UL, bench.Read(VtdRegisters.CompletionStatus));
        bench.Submit(wait);
        Assert.Equal(2, bench.Unit.CompletionEvent.MessagesSent);
    }

    [Fact]
    public void A_stopped_queue_raises_the_fault_event()
    {
        var bench = Started();
        bench.Write(VtdRegisters.FaultEventControl, 0);
        bench.Submit(new InvalidationDescriptor(0, 0));
        Assert.Equal(1, bench.Unit.FaultEvent.MessagesSent);
    }

    private static RemappingBench Started(ulong queueAddress = 0x40000, ulong extended = RemappingBench.ExtendedCapability)
    {
        var bench = new RemappingBench(extended: extended);
        bench.EnableQueue(queueAddress);
        Assert.True(bench.Unit.QueuedInvalidationEnabled);
        return bench;
    }
}
