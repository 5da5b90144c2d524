using System.Buffers.Binary;
using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Dumps;

namespace Pkernfs.Oracle.Tests;

/// <summary>The dump format, read back and refused where it is not as it should be. Needs no QEMU.</summary>
public sealed class DumpReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string MemoryFile => Path.Combine(_folder.Path, "memory.elf");

    private string MachineFile => Path.Combine(_folder.Path, "machine.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Memory_comes_back_and_is_zero_in_between()
    {
        using var dump = Saved();
        Assert.Equal([0x1_0000ul, 0x2_0000ul, 0x1_2345_6000ul], dump.Memory.Runs.Select(run => run.Range.Start.Value));
        Assert.Equal([0x2000ul, 0x1000ul, 0x1000ul], dump.Memory.Runs.Select(run => run.Range.Length.Value));
        Assert.Equal(0x4000ul, dump.Memory.ResidentBytes);
        Assert.Equal(0x11ul, Word(dump, 0x1_0ff8));
        Assert.Equal(0x22ul, Word(dump, 0x1_1000));
        Assert.Equal(0x33ul, Word(dump, 0x2_0008));
        Assert.Equal(0x44ul, Word(dump, 0x1_2345_6ff8));
        Assert.Equal(0ul, Word(dump, 0x1_2000));
        Assert.Equal(0x33ul << 32, Word(dump, 0x2_0004));
    }

    [Fact]
    public void Registers_RAM_and_functions_come_back()
    {
        using var dump = Saved();
        Assert.Equal(0x1_0000ul, dump.RootTableRegister);
        Assert.True(dump.TranslationEnabled);
        Assert.Equal(new PhysicalAddress(0x2_0000_0000), dump.RamEnd);
        Assert.Equal([new DumpedFunction(new PciAddress(1, 0, 0), "test", BusMaster: true, Persistent: false)], dump.Functions);
    }

    [Fact]
    public void More_runs_than_the_header_can_count_are_counted_by_section_0()
    {
        Saved().Dispose();
        byte[] file = File.ReadAllBytes(MemoryFile);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 0xffff);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(40), (ulong)file.Length);
        byte[] section = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(44), 3);
        File.WriteAllBytes(MemoryFile, [.. file, .. section]);
        using var memory = ResidentMemory.Open(MemoryFile);
        Assert.Equal(3, memory.Runs.Count);
    }

    [Theory]
    [InlineData(0, 0x7e, "ELF64")]
    [InlineData(4, 1, "ELF64")]
    [InlineData(16, 2, "ET_CORE")]
    [InlineData(18, 40, "EM_X86_64")]
    [InlineData(54, 32, "program headers are 32 bytes")]
    [InlineData(39, 0x7f, "leave the file")]
    [InlineData(57, 0x7f, "leave the file")]
    [InlineData(64 + 13, 0x01, "leaves the file")]
    [InlineData(64 + 37, 0x01, "leaves the file")]
    [InlineData(64 + 26, 0x02, "overlap")]
    public void A_core_that_is_not_as_it_should_be_is_refused(int at, byte value, string why)
    {
        Saved().Dispose();
        byte[] file = File.ReadAllBytes(MemoryFile);
        file[at] = value;
        File.WriteAllBytes(MemoryFile, file);
        var refusal = Assert.Throws<InvalidDataException>(() => ResidentMemory.Open(MemoryFile));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    [InlineData("""{ "registers": {}, "ram": [] }""", "")]
    [InlineData("""{ "registers": { "rtaddr": "4096" }, "ram": [], "devices": [] }""", "\"rtaddr\" is \"4096\"")]
    [InlineData("""{ "registers": { "rtaddr": "0x1000" }, "ram": [], "devices": [ { "bdf": "1.0" } ] }""", "\"1.0\" is not a PCI address")]
    public void A_machine_description_that_is_not_as_it_should_be_is_refused(string text, string why)
    {
        Saved().Dispose();
        File.WriteAllText(MachineFile, text);
        var refusal = Assert.Throws<InvalidDataException>(() => MachineDump.Open(_folder.Path));
        Assert.Contains("machine.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static ulong Word(MachineDump dump, ulong physical)
    {
        Span<byte> bytes = stackalloc byte[8];
        dump.Memory.Read(new PhysicalAddress(physical), bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private MachineDump Saved()
    {
        var machine = new HandWrittenMachine();
        machine.Write(0x1_0ff8, 0x11);
        machine.Write(0x1_1000, 0x22);
        machine.Write(0x2_0008, 0x33);
        machine.Write(0x1_2345_6ff8, 0x44);
        machine.ContextEntry(0x1_0000, new PciAddress(1, 0, 0), 0, 0);
        machine.Save(_folder.Path);
        return MachineDump.Open(_folder.Path);
    }
}
