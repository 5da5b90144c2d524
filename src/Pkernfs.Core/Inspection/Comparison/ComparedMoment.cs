using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>One side of a comparison: a moment of a run, with what is asked of it worked out once. One instance is for one thread.</summary>
/// <param name="run">The run.</param>
/// <param name="index">The moment's index in it.</param>
/// <param name="functions">The functions whose translation is compared.</param>
internal sealed class ComparedMoment(RunInspection run, int index, ImmutableArray<PciAddress> functions)
{
    private readonly Lazy<TranslationTree> _tree = new(() => TranslationTree.Of(run.Timeline.Moments[index].Machine.Platform, functions, run.OwnershipAt(index)));
    private readonly Lazy<PkernfsReader?> _medium = new(() =>
        run.Region is { } region && new PkernfsReader(run.Timeline.Moments[index].Machine.Platform.Memory, region) is { IsAccessible: true, HasMagic: true } reader ? reader : null);

    private FileExtents? _files;

    public MachineState Machine { get; } = run.Timeline.Moments[index].Machine;

    public PlatformState Platform => Machine.Platform;

    /// <summary>The running kernel's own objects; null while none runs.</summary>
    public KernelState? Kernel => Machine.Kernel;

    public OwnershipMap Owners { get; } = run.OwnershipAt(index);

    /// <summary>Where pkernfs is; null where the run has none.</summary>
    public PhysicalRange? Region => run.Region;

    public TranslationTree Tree => _tree.Value;

    /// <summary>pkernfs as its bytes have it; null where the region is not formatted.</summary>
    public PkernfsReader? Medium => _medium.Value;

    /// <summary>Where the data of files lies.</summary>
    public FileExtents Files => _files ??= FileExtents.Of(Medium, run.Timeline.Moments.Take(index + 1).LastOrDefault(moment => moment.Machine.Vmms.Any(vmm => !vmm.GuestRam.IsEmpty))?.Machine);

    /// <summary>"in pkernfs" or "in ordinary RAM".</summary>
    public string PlaceOf(PhysicalAddress address) => Region?.Contains(address) == true ? "in pkernfs" : "in ordinary RAM";

    /// <summary>What a device did from power-on to here.</summary>
    public DmaCounts DmaOf(PciAddress device) => run.Timeline.Moments.Take(index + 1)
        .Aggregate(DmaCounts.None, (sum, moment) => sum + (moment.Step.DmaByDevice.TryGetValue(device, out var dma) ? dma.Counts : DmaCounts.None));
}
