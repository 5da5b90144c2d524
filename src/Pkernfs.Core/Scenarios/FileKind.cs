namespace Pkernfs.Core.Scenarios;

/// <summary>What a file is that is written as scenarios are, for the sentences of its reader.</summary>
/// <param name="Noun">Without an article: "scenario".</param>
/// <param name="FirstKey">The key that it begins with: "name".</param>
public sealed record FileKind(string Noun, string FirstKey)
{
    public static FileKind Scenario { get; } = new("scenario", "name");
}
