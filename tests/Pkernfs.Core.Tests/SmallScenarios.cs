using System.Collections.Immutable;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests;

/// <summary>
/// The built-in scenarios that tests run again and again, hundreds of branches of each: those whose guests have less than 4 GiB together.
/// The large ones have tests of their own (<see cref="LiveUpdate.LargeGuestTests"/>, <see cref="LiveUpdate.Fleet.FleetHostTests"/>).
/// </summary>
internal static class SmallScenarios
{
    public static ImmutableArray<string> Names { get; } =
        [.. ScenarioLibrary.Names.Where(name => ScenarioLibrary.Load(name).Scenario!.Plan.GuestMemory < ByteCount.FromGiB(4))];
}
