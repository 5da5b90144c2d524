using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Oracle.Tests.Dumps;
using Pkernfs.Oracle.Tests.Qemu;

namespace Pkernfs.Oracle.Tests;

/// <summary>Runs of the built-in scenarios, and one QEMU with a DMA engine in the place of each function of their board.</summary>
public sealed class LiveUpdateFixture : IDisposable
{
    private readonly Dictionary<string, RunTimeline> _runs = [];
    private QemuIommu? _iommu;
    private MachineDump? _dump;
    private PlatformState? _loaded;

    /// <summary>The machine as a step of a built-in scenario left it.</summary>
    public PlatformState Machine(string scenario, string step) => Moment(scenario, step).Machine.Platform;

    /// <summary>
    /// The oracle over that machine, by way of a dump of all its memory and registers: nothing else of the emulated machine gets to QEMU.
    /// Skips the test where QEMU is absent.
    /// </summary>
    public QemuIommu With(string scenario, string step)
    {
        QemuRequirement.OrSkip();
        var moment = Moment(scenario, step);
        if (ReferenceEquals(_loaded, moment.Machine.Platform)) return _iommu!;
        using var folder = new TemporaryFolder();
        MachineDumpWriter.Write(folder.Path, moment.Machine, _runs[scenario].Plan);
        var dump = MachineDump.Open(folder.Path);
        try
        {
            if (_iommu is null) _iommu = QemuIommu.Start(dump, dump.Functions.Select(function => function.Address));
            else _iommu.Load(dump);
        }
        catch
        {
            dump.Dispose();
            throw;
        }
        _dump?.Dispose();
        (_dump, _loaded) = (dump, moment.Machine.Platform);
        return _iommu;
    }

    public void Dispose()
    {
        _iommu?.Dispose();
        _dump?.Dispose();
    }

    private Moment Moment(string scenario, string step)
    {
        if (!_runs.TryGetValue(scenario, out var run))
            _runs[scenario] = run = Runner.Run(ScenarioLibrary.Load(scenario).Scenario!.Plan);
        return run.TryFind(step, out var moment) ? moment : throw new ArgumentException($"{scenario} has no step {step}.", nameof(step));
    }
}
