namespace Pkernfs.Core.Invariants;

/// <summary>A carried device's tables translate throughout the update as they did before it.</summary>
public sealed class SameTranslation : Invariant
{
    public override string Id => "same-translation";

    public override int Order => 4;

    public override string Title => "Same IOVA, same memory, same rights";

    public override string Explanation =>
        "A carried device goes on putting the addresses on the bus that its guest's driver gave it, and neither knows of the update. So each IOVA must lead to the same byte with the same rights before the shutdown for kexec, between the kernels, and until the guest runs again, "
        + "whatever happens to the tables meanwhile. Claimed from the first step of the shutdown (row 15) until the restore is over (row 26); after that the guest may change its mappings.";

    public override string Source => "RFC 10/18, 14/18, 16/18";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (!scope.IsInUpdate || scope.BeforeKexec is not { } before) yield break;
        var then = scope.Other(before);
        foreach (var function in scope.CarriedFunctions)
        {
            foreach (var difference in TranslationDifference.Between(then.Reach(function), scope.Reach(function)))
                yield return new($"{function}: {difference.Words}.", scope.DecidingEntry(function, difference.Range.Start) ?? scope.ContextBytes(function), function);
        }
    }
}
