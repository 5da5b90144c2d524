using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class RegisterTests
{
    [Theory]
    [InlineData(VtdRegisters.Version, 4, 0x10UL)]
    [InlineData(VtdRegisters.Capability, 8, RemappingBench.Capability)]
    [InlineData(VtdRegisters.Capability, 4, 0x222f_0606UL)]
    [InlineData(VtdRegisters.Capability + 4, 4, 0xd2_008cUL)]
    [InlineData(VtdRegisters.ExtendedCapability, 8, RemappingBench.ExtendedCapability)]
    [InlineData(VtdRegisters.GlobalStatus, 4, 0UL)]
    [InlineData(VtdRegisters.FaultStatus, 4, 0UL)]
    [InlineData(VtdRegisters.FaultEventControl, 4, 0x8000_0000UL)]
    [InlineData(VtdRegisters.CompletionEventControl, 4, 0x8000_0000UL)]
    [InlineData(0xffc, 4, 0UL)]
    public void Power_on_values(int offset, int size, ulong value)
    {
        var bench = new RemappingBench(enable: false);
        Assert.Equal(value, bench.Read(offset, size));
        bench.Write(offset, ulong.MaxValue, size);
        if (offset < VtdRegisters.GlobalCommand || offset == VtdRegisters.GlobalStatus) Assert.Equal(value, bench.Read(offset, size));
    }

    [Theory]
    [InlineData(VtdRegisters.RootTableAddress, 0x1234_5678_9abc_d000UL, 0x0004_5678_9abc_d000UL)]
    [InlineData(VtdRegisters.QueueAddress, 0x0000_0001_2345_6fffUL, 0x0000_0001_2345_6807UL)]
    [InlineData(VtdRegisters.InterruptTableAddress, 0x1_2345_6fffUL, 0x1_2345_680fUL)]
    [InlineData(VtdRegisters.FaultLog, 0x1_2345_6fffUL, 0x1_2345_6e00UL)]
    [InlineData(VtdRegisters.ProtectedHighBase, 0x1_2345_6fffUL, 0x1_2340_0000UL)]
    [InlineData(VtdRegisters.PageQueueAddress, 0x1_2345_6fffUL, 0x1_2345_6007UL)]
    public void Wide_registers_take_whole_writes_and_halves(int offset, ulong written, ulong read)
    {
        var whole = RegisterTable.FullBench();
        whole.Write(offset, written, 8);
        Assert.Equal(read, whole.Read(offset, 8));
        var halves = RegisterTable.FullBench();
        halves.Write(offset + 4, written >> 32);
        halves.Write(offset, written & uint.MaxValue);
        Assert.Equal(read, halves.Read(offset, 8));
        Assert.Equal(read >> 32, halves.Read(offset + 4));
    }

    [Fact]
    public void Without_x2APIC_ids_the_interrupt_table_has_no_EIME()
    {
        var bench = new RemappingBench(enable: false);
        bench.Write(VtdRegisters.InterruptTableAddress, 0x680f, 8);
        Assert.Equal(0x600fUL, bench.Read(VtdRegisters.InterruptTableAddress, 8));
    }

    [Fact]
    public void Event_data_and_address_are_kept()
    {
        var bench = RegisterTable.FullBench();
        int[] offsets = [0x3c, 0x40, 0x44, 0xa4, 0xa8, 0xac, 0xe4, 0xe8, 0xec];
        foreach (int offset in offsets) bench.Write(offset, (uint)offset * 3);
        Assert.All(offsets, offset => Assert.Equal((ulong)offset * 3, bench.Read(offset)));
    }

    [Fact]
    public void The_places_of_movable_registers_come_from_the_capabilities()
    {
        var bench = new RemappingBench(RemappingBench.Capability & ~(0x3ffUL << 24) | 0x101UL << 24, 0x42 | 0x20UL << 8);
        bench.Dma(RemappingBench.Nic, 0x5000);
        Assert.Equal(0x5000UL, bench.Read(0x1010, 8));
        Assert.Equal(0UL, bench.Read(0x220, 8));
        bench.Write(0x208, 7UL << 32, 8);
        Assert.Equal((7UL << 32, 0UL), (bench.Read(0x208, 8), bench.Read(0xf8, 8)));
    }

    [Fact]
    public void The_root_pointer_is_taken_when_software_says_so()
    {
        var bench = new RemappingBench(enable: false);
        bench.Write(VtdRegisters.RootTableAddress, 0x7000, 8);
        Assert.Equal((0UL, 0UL), (bench.Unit.RootTable.Value, bench.Read(VtdRegisters.GlobalStatus)));
        bench.Write(VtdRegisters.GlobalCommand, 1u << 30);
        Assert.Equal((0x7000UL, 0x4000_0000UL), (bench.Unit.RootTable.Value, bench.Read(VtdRegisters.GlobalStatus)));
        bench.Write(VtdRegisters.RootTableAddress, 0x9000, 8);
        bench.Write(VtdRegisters.GlobalCommand, 1u << 31);
        Assert.Equal((0x7000UL, 0xc000_0000UL), (bench.Unit.RootTable.Value, bench.Read(VtdRegisters.GlobalStatus)));
    }

    /// <summary>What a kexec of a live system leaves: everything on but translation.</summary>
    [Fact]
    public void Level_bits_follow_the_last_command_and_acknowledgements_stay()
    {
        var bench = new RemappingBench(enable: false);
        const uint queue = 1u << 26, remapInterrupts = 1u << 25, setTable = 1u << 24, translate = 1u << 31;
        bench.Write(VtdRegisters.GlobalCommand, queue);
        bench.Write(VtdRegisters.GlobalCommand, queue | setTable);
        bench.Write(VtdRegisters.GlobalCommand, queue | remapInterrupts);
        bench.Write(VtdRegisters.GlobalCommand, queue | remapInterrupts | 1u << 30);
        bench.Write(VtdRegisters.GlobalCommand, queue | remapInterrupts | translate);
        Assert.Equal(0xc700_0000UL, bench.Read(VtdRegisters.GlobalStatus));
        bench.Write(VtdRegisters.GlobalCommand, queue | remapInterrupts);
        Assert.Equal(0x4700_0000UL, bench.Read(VtdRegisters.GlobalStatus));
        Assert.False(bench.Unit.TranslationEnabled);
    }

    [Fact]
    public void Commands_for_what_the_unit_lacks_are_not_acknowledged()
    {
        var bench = new RemappingBench(extended: 0x40, enable: false);
        bench.Write(VtdRegisters.GlobalCommand, 0x3f80_0000);
        Assert.Equal(0UL, bench.Read(VtdRegisters.GlobalStatus));
    }

    [Theory]
    [InlineData(0x1a, 4)]
    [InlineData(0x0c, 8)]
    [InlineData(0x08, 2)]
    [InlineData(0x08, 1)]
    [InlineData(-8, 8)]
    public void Accesses_that_no_unit_answers_are_the_callers_mistake(int offset, int size)
    {
        var bench = new RemappingBench();
        Assert.Throws<ArgumentException>(() => { bench.Read(offset, size); });
        Assert.Throws<ArgumentException>(() => bench.Write(offset, 0, size));
    }
}
