using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>Who maps a page. Each tree is read through once, folded into runs, and kept.</summary>
public sealed partial class MomentInspection
{
    private ImmutableArray<(PciAddress Function, ImmutableArray<LeafRun<Iova>> Runs)>? _deviceRuns;
    private readonly Dictionary<(byte Bus, ContextEntry Entry), ImmutableArray<LeafRun<Iova>>> _treeRuns = [];
    private ImmutableArray<(VmmProcess Process, ImmutableArray<LeafRun<VirtualAddress>> Runs)>? _processRuns;
    private ImmutableArray<LeafRun<VirtualAddress>>? _directRuns;

    /// <summary>All who map or hold the page that holds <paramref name="address"/>.</summary>
    public PageMappers WhoMaps(PhysicalAddress address)
    {
        var page = address.AlignDown(ByteCount.Page);
        var processes = Processes(page);
        return new(page.Frame, Devices(page), processes, Records(processes), DirectMapOf(page), Kernel?.Pages.At(page), FilePlace(page));
    }

    /// <summary>What a function can reach, in runs; one identity run where nothing translates.</summary>
    public ImmutableArray<LeafRun<Iova>> Reach(PciAddress function) =>
        DeviceRuns().FirstOrDefault(one => one.Function == function).Runs is { IsDefault: false } runs ? runs : [];

    private ImmutableArray<(PciAddress Function, ImmutableArray<LeafRun<Iova>> Runs)> DeviceRuns() =>
        _deviceRuns ??= [.. Platform.Functions.Keys.Select(function => (function, Runs(function)))];

    /// <summary>Read once for functions that share a tree.</summary>
    private ImmutableArray<LeafRun<Iova>> Runs(PciAddress function)
    {
        if (!TranslationRoots.TryContext(Platform, function, out var context) || context.TranslationType == TranslationType.PassThrough) return Mapped();
        var key = (function.Bus, context);
        return _treeRuns.TryGetValue(key, out var runs) ? runs : _treeRuns[key] = Mapped();

        ImmutableArray<LeafRun<Iova>> Mapped() => [.. Platform.Unit.Mappings(Platform.Memory, function, fold: true)];
    }

    private ImmutableArray<DeviceMapper> Devices(PhysicalAddress page)
    {
        var found = ImmutableArray.CreateBuilder<DeviceMapper>();
        foreach (var (function, runs) in DeviceRuns())
        {
            bool busMaster = Platform.Functions[function].BusMaster;
            bool translated = Platform.Unit.TranslationEnabled
                && TranslationRoots.TryContext(Platform, function, out var context) && context.TranslationType != TranslationType.PassThrough;
            // With nothing in between every function reaches everything; worth a line only where it may ask.
            if (!translated && !busMaster) continue;
            foreach (var run in runs)
            {
                if (new PhysicalRange(run.Output, run.Length).Contains(page))
                    found.Add(new(function, run.Input + (page - run.Output), run.Rights, run.PageSize, translated, busMaster));
            }
        }
        return found.ToImmutable();
    }

    private ImmutableArray<ProcessMapper> Processes(PhysicalAddress page)
    {
        _processRuns ??= [.. machine.Vmms.Select(vmm => (vmm, PageTable<X86Paging, VirtualAddress>.Leaves(Platform.Memory, vmm.Memory.Tables, KernelContext.ProcessorLimits).ToImmutableArray()))];
        return [.. _processRuns.Value.SelectMany(one => Find(one.Runs, page).Select(run => new ProcessMapper(one.Process.Title, run.Input + (page - run.Output), run.Rights, run.PageSize)))];
    }

    private ImmutableArray<DmaRecordMapper> Records(ImmutableArray<ProcessMapper> processes)
    {
        if (Kernel is null) return [];
        return [.. from record in Pkernfs.Core.Inspection.DmaRecords.All(Kernel)
                   where record.Virtual is not null
                   let start = record.Virtual.GetValueOrDefault()
                   from process in processes
                   where IsMadeBy(record, process.Process)
                   where new VirtualRange(start, record.Range.Length).Contains(process.Address)
                   select new DmaRecordMapper(record.Range.Start + (process.Address - start), record)];
    }

    /// <summary>Whether a record's addresses are those of a process: each has its own, so the same number in another means nothing.</summary>
    private bool IsMadeBy(DmaRecord record, string title) => machine.Vmms.Any(vmm => vmm.Title == title
        && (record.Holder == $"container {vmm.Container}" || record.Holder.EndsWith($" of iommufd {vmm.Iommufd?.Context}", StringComparison.Ordinal)));

    private VirtualAddress? DirectMapOf(PhysicalAddress page)
    {
        if (Kernel?.DirectMap is not { Levels: > 0 } root) return null;
        _directRuns ??= [.. PageTable<X86Paging, VirtualAddress>.Leaves(Platform.Memory, root, KernelContext.ProcessorLimits)];
        foreach (var run in Find(_directRuns.Value, page)) return run.Input + (page - run.Output);
        return null;
    }

    private static IEnumerable<LeafRun<VirtualAddress>> Find(ImmutableArray<LeafRun<VirtualAddress>> runs, PhysicalAddress page) =>
        runs.Where(run => new PhysicalRange(run.Output, run.Length).Contains(page));
}
