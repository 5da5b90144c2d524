using CsCheck;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Tests.Userspace;

/// <summary>The saved state of a VM: a page that is read as it was written, or refused with the reason.</summary>
public class VmStateTests
{
    private static readonly VmState Example = new(ByteCount.FromMiB(512), [new(0, false, 7), new(1, false, 9)]);

    [Fact]
    public void What_is_saved_is_restored() =>
        Gen.Select(Gen.ULong, Gen.Select(Gen.Int[0, 1000], Gen.ULong).Array[1, VmState.MaxProcessors]).Sample((memory, processors) =>
        {
            var state = new VmState(new(memory), [.. processors.Select(processor => new VirtualProcessor(processor.Item1, false, processor.Item2))]);
            var read = VmState.Decode(Page(state), out string? problem);
            Assert.Null(problem);
            Assert.Equal(state.GuestMemory, read!.GuestMemory);
            Assert.Equal(state.Processors, read.Processors);
        });

    [Fact]
    public void A_running_processor_is_restored_at_rest() =>
        Assert.False(VmState.Decode(Page(Example with { Processors = [new(0, true, 3)] }), out _)!.Processors[0].Running);

    [Theory]
    [InlineData(0, 0x57, "begins with \"WMSTATE1\" instead of \"VMSTATE1\"")]
    [InlineData(16, 0, "names 0 vCPUs; 1 to 254 are possible")]
    [InlineData(17, 1, "names 258 vCPUs")]
    [InlineData(19, 0x80, "names -2147483646 vCPUs")]
    [InlineData(20, 0xaa, "does not match its checksum")]
    [InlineData(24, 5, "does not match its checksum")]
    [InlineData(55, 1, "does not match its checksum")]
    public void A_damaged_state_is_refused(int offset, byte value, string words)
    {
        byte[] page = Page(Example);
        page[offset] = value;
        Assert.Null(VmState.Decode(page, out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_page_was_never_written()
    {
        Assert.Null(VmState.Decode(new byte[4096], out string? problem));
        Assert.Contains("never written, or lost", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_page_is_refused_or_read_but_never_throws() => Gen.Byte.Array[4096].Sample(page =>
    {
        if (page[4095] > 127) "VMSTATE1"u8.CopyTo(page);
        Assert.Equal(VmState.Decode(page, out string? problem) is null, problem is not null);
    });

    private static byte[] Page(VmState state)
    {
        byte[] page = new byte[4096];
        state.Encode().CopyTo(page, 0);
        return page;
    }
}
