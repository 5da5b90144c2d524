using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>A fault may be put anywhere by whoever writes a link: it strikes, or it says that there is nothing to strike.</summary>
public class StrikeTests
{
    public static TheoryData<string> Scenarios => [.. SmallScenarios.Names];

    public static TheoryData<string> Ids => [.. Catalogue<Fault>.All.Select(fault => fault.Id)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void No_fault_throws_at_any_step(string scenario)
    {
        var run = FaultRuns.Of(scenario);
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

    /// <summary>Faults of another approach's means strike nowhere in a scenario; each must strike somewhere.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_fault_may_strike_somewhere(string id)
    {
        var fault = Catalogue<Fault>.Find(id)!;
        Assert.Contains(SmallScenarios.Names, scenario =>
        {
            var run = FaultRuns.Of(scenario);
            return Enumerable.Range(0, run.Moments.Length).Any(i => fault.MayStrike(Core.Exploration.Explorer.SiteOf(run, i)));
        });
    }

    /// <summary>Where a fault says that it may strike, the machine afterwards is another one, or a call was refused, or later steps are given other arguments.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Where_a_fault_may_strike_it_does_something(string id)
    {
        var fault = Catalogue<Fault>.Find(id)!;
        foreach (string scenario in SmallScenarios.Names)
        {
            var run = FaultRuns.Of(scenario);
            var later = Approaches.Steps(run.Plan).Any(step => fault.Later(step) != step);
            for (int i = 0; i < run.Moments.Length; i++)
            {
                if (!fault.MayStrike(Core.Exploration.Explorer.SiteOf(run, i))) continue;
                var operation = new Operation(run.Plan, run.Moments[i].Machine);
                fault.Strike(operation);
                var struck = operation.Seal();
                Assert.True(
                    later || !operation.Refusals.IsEmpty || operation.PanicMessage is not null || LiveUpdate.MachineEquality.Difference(run.Moments[i].Machine, struck) is not null,
                    $"{id} changes nothing after {run.Moments[i].Step.Id} of {scenario}: {string.Join(' ', operation.Facts)}");
            }
        }
    }

    [Fact]
    public void Ids_and_numbers_are_unique_and_good_for_links()
    {
        var all = Catalogue<Fault>.All;
        Assert.Equal(all.Length, all.Select(fault => fault.Id).Distinct().Count());
        Assert.Equal(all.Length, all.Select(fault => fault.Number).Distinct().Count());
        Assert.All(all, fault => Assert.Matches("^[a-z0-9-]+$", fault.Id));
    }

    /// <summary>F1 to F15 are in it.</summary>
    [Fact]
    public void The_catalogue_has_every_fault_of_the_thread() =>
        Assert.Empty(Enumerable.Range(1, 15).Select(number => $"F{number}").Except(Catalogue<Fault>.All.Select(fault => fault.Number)));
}
