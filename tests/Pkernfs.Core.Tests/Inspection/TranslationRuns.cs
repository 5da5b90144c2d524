using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>The built-in scenarios, run once for all tests of the translation.</summary>
internal static class TranslationRuns
{
    public static readonly PciAddress Nic = new(1, 0, 0);
    public static readonly PciAddress Disk = new(0, 3, 0);

    private static readonly Lazy<RunInspection> _rfc = new(() => Run("pkernfs-rfc"));
    private static readonly Lazy<RunInspection> _asPosted = new(() => Run("pkernfs-rfc-as-posted"));

    public static RunInspection Rfc => _rfc.Value;

    public static RunInspection AsPosted => _asPosted.Value;

    public static int IndexOf(string step, RunInspection? run = null)
    {
        Assert.True((run ?? Rfc).Timeline.TryFind(step, out var moment), $"There is no step {step}.");
        return moment.Step.Index;
    }

    public static PlatformState PlatformAt(string step) => Rfc.Timeline.Moments[IndexOf(step)].Machine.Platform;

    public static TranslationReading At(string step, RunInspection? run = null) => TranslationReading.Of(run ?? Rfc, IndexOf(step, run));

    private static RunInspection Run(string scenario) => new(Runner.Run(ScenarioLibrary.Load(scenario).Scenario!.Plan));
}
