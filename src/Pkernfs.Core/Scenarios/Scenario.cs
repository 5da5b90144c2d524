using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>A scenario file, read and checked.</summary>
/// <param name="Name">What links and the command line call it: lower-case letters, digits and hyphens.</param>
/// <param name="Title">A few words for people.</param>
/// <param name="Description">What happens and why it is worth seeing; may be empty.</param>
/// <param name="Findings">Warnings and notes, by place; never an error.</param>
public sealed record Scenario(string Name, string Title, string Description, LiveUpdatePlan Plan, ImmutableArray<Finding> Findings)
{
    /// <summary>The file's own text.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A scenario, or why there is none.</summary>
/// <param name="Scenario">Null when a finding is an error.</param>
/// <param name="Findings">All findings by place, errors among them.</param>
public sealed record ScenarioResult(Scenario? Scenario, ImmutableArray<Finding> Findings)
{
    [MemberNotNullWhen(true, nameof(Scenario))]
    public bool IsUsable => Scenario is not null;
}
