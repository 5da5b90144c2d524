using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Any approach with any variant, and any two variants together: it runs with no hurt DMA, or it is refused with a sentence.</summary>
public class VariantTests
{
    /// <summary>One built-in scenario of each approach.</summary>
    private static readonly ImmutableDictionary<string, string> ScenarioOf = SmallScenarios.Names
        .Select(name => (Name: name, ScenarioLibrary.Load(name).Scenario!.Plan))
        .Where(entry => entry.Plan.Variants == Variants.Default && entry.Plan.Options == PkernfsOptions.Intent)
        .GroupBy(entry => entry.Plan.Approach).ToImmutableDictionary(group => group.Key, group => group.First().Name);

    /// <summary>What an approach breaks without any variant, by its own tests: a variant must not add to it.</summary>
    private static readonly ConcurrentDictionary<string, string[]> UsuallyBroken = new();

    private static readonly ConcurrentDictionary<string, RunInspection> Usual = new();

    private static readonly Variants[] Everything =
    [
        .. from discovery in Enum.GetValues<Discovery>()
           from memory in Enum.GetValues<PersistentMemory>()
           from layout in Enum.GetValues<VmmLayout>()
           from order in Enum.GetValues<RestoreOrder>()
           select new Variants(discovery, memory, layout, order),
    ];

    public static TheoryData<string, Variants> Pairs => [.. Approaches.Names.SelectMany(name => Pairwise(name).Select(variants => new TheoryDataRow<string, Variants>(name, variants)))];

    public static TheoryData<string, Variants> Lonely =>
    [
        .. from approach in Approaches.Names
           from variants in Everything
           where new[] { variants.Discovery != Discovery.Usual, variants.Memory != PersistentMemory.Usual, variants.VmmLayout != VmmLayout.Other, variants.Order != RestoreOrder.Usual }.Count(other => other) == 1
           select new TheoryDataRow<string, Variants>(approach, variants),
    ];

    [Fact]
    public void Each_approach_has_a_built_in_scenario() => Assert.Equal(Approaches.Names.Order(), ScenarioOf.Keys.Order());

    [Fact]
    public void No_variant_is_refused()
    {
        string[] refused =
        [
            .. from row in Lonely
               where Approaches.Of(Plan(row.Data.Item1, row.Data.Item2)).VariantProblems(row.Data.Item2).Length > 0
               select $"{row.Data.Item1} {string.Join(' ', VariantNames.Words(row.Data.Item2))}",
        ];
        Assert.Empty(refused);
    }

    [Theory]
    [MemberData(nameof(Lonely))]
    [MemberData(nameof(Pairs))]
    public void A_variant_runs_without_hurt_DMA_or_is_refused(string approach, Variants variants)
    {
        var plan = Plan(approach, variants);
        var problems = Approaches.Of(plan).VariantProblems(variants);
        Assert.All(problems, problem => Assert.EndsWith(".", problem, StringComparison.Ordinal));
        if (problems.Length > 0) return;
        var run = Runner.Run(plan);
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.True(run.Moments[^1].Machine.Vmm is { GuestRuns: true });
        Assert.Equal(run.Moments.Select(moment => moment.Step.Phase).Order(), run.Moments.Select(moment => moment.Step.Phase));
        var inspection = new RunInspection(run);
        var usual = Usual.GetOrAdd(approach, name => new RunInspection(Runner.Run(Plan(name, Variants.Default))));
        Assert.Empty(Broken(inspection).Except(UsuallyBroken.GetOrAdd(approach, _ => Broken(usual))));
        Assert.Equal(Restored(usual), Restored(inspection));
        var kernel = run.Moments[^1].Machine.Kernel!;
        if (kernel.CommandLine.Pkernfs is { } region)
        {
            var memory = run.Moments[^1].Machine.Platform.Memory;
            var expected = run.Moments[^1].Machine.Platform.Ledger.Expected(memory.Ram, region);
            var medium = new PkernfsReader(memory, region);
            if (plan.Approach != KhoApproach.Name) Assert.NotNull(medium.Lookup("/" + plan.Guest.RamFile));
            if (medium.Lookup("/" + plan.Guest.RamFile) is { } ram) Assert.All(medium.FileBlocks(ram), block => Assert.Empty(memory.ChangedWords(expected, medium.BlockBytes(block))));
        }
    }

    [Theory]
    [InlineData("pkernfs")]
    [InlineData("save-restore")]
    [InlineData("container-file")]
    [InlineData("kho")]
    public void With_processors_first_the_blackout_ends_no_later(string approach)
    {
        var usual = Runner.Run(Plan(approach, Variants.Default));
        var first = Runner.Run(Plan(approach, Variants.Default with { Order = RestoreOrder.ProcessorsFirst }));
        Assert.True(first.Moments.Where(moment => moment.Step.InBlackout).Sum(moment => moment.Step.CostNanoseconds) < usual.Moments.Where(moment => moment.Step.InBlackout).Sum(moment => moment.Step.CostNanoseconds));
        Assert.Equal(Phase.Finish, first.At("open-device-b").Step.Phase);
    }

    [Fact]
    public void With_the_device_first_it_is_open_before_anything_is_mapped_again()
    {
        var steps = Approaches.Steps(Plan("pkernfs", Variants.Default with { Order = RestoreOrder.DeviceFirst })).Select(step => step.Id).ToList();
        Assert.True(steps.IndexOf("set-iommu-b") < steps.IndexOf("open-device-b"));
        Assert.True(steps.IndexOf("open-device-b") < steps.IndexOf("map-low-memory-b"));
        Assert.True(steps.IndexOf("map-memory-b") < steps.IndexOf("restore-vm"));
    }

    [Theory]
    [InlineData(VmmLayout.Other, false)]
    [InlineData(VmmLayout.Same, true)]
    public void The_new_VMM_has_guest_RAM_where_the_layout_says(VmmLayout layout, bool same)
    {
        var run = Runner.Run(Plan("pkernfs", Variants.Default with { VmmLayout = layout }));
        Assert.Equal(same, run.At("run-guest").Machine.Vmm!.GuestRam == run.Moments[^1].Machine.Vmm!.GuestRam);
    }

    private static string[] Broken(RunInspection run) =>
        [.. InvariantReport.Of(run, TestContext.Current.CancellationToken).Broken.Select(verdict => verdict.Invariant.Id)];

    /// <summary>What became of each of the device's four structures, and how many of its accesses failed meanwhile.</summary>
    private static (string Device, string Parts, int Failed)[] Restored(RunInspection run) =>
        [.. FullRestore.Of(run)!.Carried.Select(device => (device.Device.Label, string.Join(", ", device.Parts.Select(part => $"{part.Name} {part.Outcome}")), device.Failed))];

    /// <summary>The plan of an approach's scenario with these variants, and the command lines that they want.</summary>
    internal static LiveUpdatePlan Plan(string approach, Variants variants)
    {
        var plan = Runs.Plan(ScenarioOf[approach]) with { Variants = variants };
        if (approach == KhoApproach.Name && variants.Memory == PersistentMemory.CarveOut)
            return plan with { KernelA = Reserved(plan.KernelA), KernelB = Reserved(plan.KernelB) };
        return variants.Memory != PersistentMemory.Dynamic ? plan
            : plan with { KernelA = Sized(plan.KernelA), KernelB = Sized(plan.KernelB) };

        KernelPlan Reserved(KernelPlan kernel) => kernel with { CommandLine = $"{kernel.CommandLine} reserve_mem=512M:2M:{plan.Guest.RamFile}" };

        static KernelPlan Sized(KernelPlan kernel) => kernel with { CommandLine = kernel.CommandLine.Replace("memmap=1G%4G pkernfs=1G!4G", "pkernfs=1G kho=on kho_scratch=64M,512M,256M", StringComparison.Ordinal) };
    }

    /// <summary>Few sets in which each two values of two variants meet, of those that the approach does not refuse.</summary>
    private static List<Variants> Pairwise(string approach)
    {
        var allowed = Everything.Where(variants => Catalogue<Approach>.Find(approach)!.VariantProblems(variants).IsEmpty).ToArray();
        var open = allowed.SelectMany(PairsOf).ToHashSet();
        var chosen = new List<Variants>();
        while (open.Count > 0)
        {
            var best = allowed.MaxBy(variants => PairsOf(variants).Count(open.Contains))!;
            open.ExceptWith(PairsOf(best));
            chosen.Add(best);
        }
        return chosen;
    }

    private static IEnumerable<(int, int, int, int)> PairsOf(Variants variants)
    {
        int[] values = [(int)variants.Discovery, (int)variants.Memory, (int)variants.VmmLayout, (int)variants.Order];
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++) yield return (i, values[i], j, values[j]);
        }
    }
}
