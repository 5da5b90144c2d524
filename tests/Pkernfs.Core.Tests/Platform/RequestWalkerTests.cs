using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>Questions about many IOVAs are answered as the unit answers one, at moments before and after the kexec, for each function.</summary>
public class RequestWalkerTests
{
    [Theory]
    [InlineData("run-guest")]
    [InlineData("keep-01-00.0")]
    [InlineData("jump")]
    [InlineData("guest-goes-on")]
    public void It_says_what_the_unit_says(string step)
    {
        var platform = Runs.Intended.At(step).Machine.Platform;
        var walker = new RequestWalker(platform.Unit, platform.Memory);
        var random = new Random(3);
        var iovas = new Iova[600];
        var ends = new WalkEnd[iovas.Length];
        var faults = new HashSet<FaultReason>();
        foreach (var function in platform.Functions.Keys)
        {
            // Around the guest's RAM, and anywhere.
            for (int i = 0; i < iovas.Length; i++) iovas[i] = new((ulong)random.NextInt64(i % 2 == 0 ? 1L << 30 : 1L << 50));
            var refusal = walker.WalkMany(function, iovas, AccessKind.Read, ends);
            for (int i = 0; i < iovas.Length; i++)
            {
                var expected = platform.Unit.Walk(platform.Memory, function, iovas[i], AccessKind.Read);
                var reason = walker.Walk(function, iovas[i], AccessKind.Read, out var end);
                faults.Add(reason);
                Assert.Equal(expected.Fault ?? FaultReason.None, reason);
                if (reason == FaultReason.None) Assert.Equal(expected.Physical, end.Physical);
                if (refusal == FaultReason.None) Assert.Equal(end, ends[i]);
                else Assert.Equal(refusal, reason);
            }
        }
        Assert.True(faults.Count > 1, "Nothing was refused, or everything.");
    }
}
