using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class CapabilityTests
{
    [Fact]
    public void The_emulated_unit_that_is_known_is_read_rightly()
    {
        var capability = new Capability(RemappingBench.Capability);
        Assert.Equal(65536, capability.DomainCount);
        Assert.Equal(48, capability.MaximumGuestAddressWidth);
        Assert.Equal(0x220, capability.FaultRecordOffset);
        Assert.Equal(1, capability.FaultRecordCount);
        Assert.Equal(18, capability.MaximumAddressMask);
        Assert.True(capability.SecondStage2MiB && capability.SecondStage1GiB && capability.PageSelectiveInvalidation);
        Assert.False(capability.CachingMode || capability.RootPointerInvalidates);
        Assert.Equal([false, true, true, false, false], Enumerable.Range(0, 5).Select(capability.SupportsAddressWidth));
        Assert.Equal(2, capability.WidestAddressWidth);
    }

    [Fact]
    public void Its_extended_capabilities_too()
    {
        var extended = new ExtendedCapability(0xf00f4a);
        Assert.True(extended.QueuedInvalidation && extended.InterruptRemapping && extended.PassThrough);
        Assert.False(extended.Coherent || extended.DeviceTlb || extended.SnoopControl || extended.ScalableMode);
        Assert.Equal(0xf0, extended.IotlbOffset);
        Assert.False(new ExtendedCapability(0xf42).InterruptRemapping);
    }

    [Theory]
    [InlineData(3, "AdvancedFaultLog")]
    [InlineData(5, "ProtectedLowMemory")]
    [InlineData(6, "ProtectedHighMemory")]
    [InlineData(7, "CachingMode")]
    [InlineData(34, "SecondStage2MiB")]
    [InlineData(35, "SecondStage1GiB")]
    [InlineData(39, "PageSelectiveInvalidation")]
    [InlineData(63, "RootPointerInvalidates")]
    public void Each_capability_is_its_own_bit(int bit, string name)
    {
        var one = new Capability(1UL << bit);
        foreach (var property in typeof(Capability).GetProperties().Where(property => property.PropertyType == typeof(bool)))
            Assert.Equal(property.Name == name, property.GetValue(one));
    }

    [Theory]
    [InlineData(0, "Coherent")]
    [InlineData(1, "QueuedInvalidation")]
    [InlineData(2, "DeviceTlb")]
    [InlineData(3, "InterruptRemapping")]
    [InlineData(4, "ExtendedInterruptMode")]
    [InlineData(6, "PassThrough")]
    [InlineData(7, "SnoopControl")]
    [InlineData(29, "PageRequests")]
    [InlineData(43, "ScalableMode")]
    public void Each_extended_capability_is_its_own_bit(int bit, string name)
    {
        var one = new ExtendedCapability(1UL << bit);
        foreach (var property in typeof(ExtendedCapability).GetProperties().Where(property => property.PropertyType == typeof(bool)))
            Assert.Equal(property.Name == name, property.GetValue(one));
    }

    [Theory]
    [InlineData(0x7UL << 24, 0x70, 1, 1)]
    [InlineData(0xffUL << 40, 0, 256, 1)]
    [InlineData(0x2fUL << 16, 0, 1, 48)]
    public void Fields_of_other_units(ulong value, int faultRecordOffset, int records, int width)
    {
        var capability = new Capability(value);
        Assert.Equal((faultRecordOffset, records, width), (capability.FaultRecordOffset, capability.FaultRecordCount, capability.MaximumGuestAddressWidth));
    }
}
