using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>What-ifs in approaches with variants that have steps of their own: whatever is left out, changed or broken, the kernel refuses or goes on, and never runs into a BUG.</summary>
public class VariantEditTests
{
    public static TheoryData<string, Variants> Plans => new()
    {
        { "save-restore", Variants.Default with { Discovery = Discovery.ReinjectedFile } },
        { "save-restore", Variants.Default with { Discovery = Discovery.LuoSession } },
        { "save-restore", Variants.Default with { Order = RestoreOrder.MappingsFirst } },
        { "container-file", Variants.Default with { Order = RestoreOrder.DeviceFirst } },
        { "pkernfs", Variants.Default with { Discovery = Discovery.LuoSession, Memory = PersistentMemory.Dynamic } },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void No_step_left_out_runs_into_a_bug(string approach, Variants variants)
    {
        var run = Runner.Run(VariantTests.Plan(approach, variants));
        foreach (var step in Approaches.Steps(run.Plan).Where(step => step.Phase >= Phase.Prepare)) Sound(Runner.Branch(run, run.Plan with { Edits = [new SkipStep(step.Id)] }));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void No_argument_s_value_runs_into_a_bug(string approach, Variants variants)
    {
        var run = Runner.Run(VariantTests.Plan(approach, variants));
        string[] own = ["preserve-session", "preserve-guest-ram", "start-vmm-b", "retrieve-session-b", "finish-session", "reinject-domain-b", "open-container-file-b"];
        foreach (var step in Approaches.Steps(run.Plan).Where(step => own.Contains(step.Id)))
        {
            foreach (var argument in step.Arguments)
            {
                foreach (string value in argument.Kind == ArgumentKind.File ? new[] { "/guest-ram", "guest-ram", "/iommu", "/iommu/root-pgtables", "/luo-sessions", "/", "x", new('y', 255) } : ["0", "0x1", "0x2", "0xffffffffffffffff"])
                    Sound(Runner.Branch(run, run.Plan with { Edits = [new ChangeArgument(step.Id, argument.Name, value)] }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void No_fault_throws_at_any_step(string approach, Variants variants)
    {
        var run = Runner.Run(VariantTests.Plan(approach, variants));
        foreach (var fault in Catalogue<Fault>.All)
        {
            foreach (var moment in run.Moments)
            {
                var operation = new Operation(run.Plan, moment.Machine);
                fault.Strike(operation);
                operation.Seal();
            }
        }
    }

    private static void Sound(RunTimeline run) => Assert.DoesNotContain(run.Moments, moment => moment.Step.Panic?.StartsWith("BUG in", StringComparison.Ordinal) == true);
}
