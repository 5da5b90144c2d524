using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The built-in scenario of Kexec HandOver in each of its formats, run once for all tests.</summary>
internal static class HandoverRuns
{
    /// <summary>The last step that kernel A does.</summary>
    public const string LastBeforeJump = "keep-01-00.0";

    private static readonly Dictionary<HandoverVersion, Lazy<RunTimeline>> Lazies = Enum.GetValues<HandoverVersion>()
        .ToDictionary(version => version, version => new Lazy<RunTimeline>(() => Runner.Run(Runs.Plan("kho") with { Handover = version })));

    private static readonly Lazy<RunInspection> LazyInspection = new(() => new(Of(HandoverVersion.V4)));

    public static RunTimeline Newest => Of(HandoverVersion.V4);

    public static RunInspection Inspection => LazyInspection.Value;

    public static RunTimeline Of(HandoverVersion version) => Lazies[version].Value;

    /// <summary>The handover as kernel A has made it at a moment.</summary>
    public static (HandoverTree Tree, PreservedMap Map) Outgoing(MachineState machine)
    {
        var tree = HandoverTree.Read(machine.Platform.Memory, machine.Kernel!.Handover!.Tree, out string? problem);
        Assert.Null(problem);
        return (tree!, PreservedMap.Read(machine.Platform.Memory, tree!));
    }

    /// <summary>The frames of guest RAM, as kernel A's memfd has them.</summary>
    public static PhysicalRange[] GuestRam(RunTimeline run)
    {
        var file = run.At("create-guest-ram").Machine.Kernel!.MemoryFiles[0];
        return [.. file.Frames(file.Size)];
    }
}
