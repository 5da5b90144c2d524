using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>Finds by address and by name: bytes, functions, files, owners, registers, steps.</summary>
public static class RunSearch
{
    /// <summary>More than fits on a screen: narrow the text instead.</summary>
    public const int MostResults = 40;

    private const int MostOfAKind = 12;

    /// <summary>What <paramref name="text"/> can mean at a moment, best first: addresses and functions, then names that begin with it, then names that have each of its words.</summary>
    public static ImmutableArray<SearchResult> Find(RunInspection run, MomentInspection moment, string text)
    {
        string typed = text.Trim();
        if (typed.Length == 0) return [];
        var named = Names(run, moment)
            .Select(result => (Result: result, Rank: Rank(result, typed)))
            .Where(one => one.Rank < int.MaxValue)
            .GroupBy(one => one.Result.Target.GetType())
            .SelectMany(kind => kind.OrderBy(one => one.Rank).Take(MostOfAKind))
            .OrderBy(one => one.Rank)
            .ThenBy(one => one.Result.Title.Length)
            .Select(one => one.Result);
        return [.. Addresses(moment, typed).Concat(named).DistinctBy(result => result.Target).Take(MostResults)];
    }

    /// <summary>What <paramref name="typed"/> means as an address alone; empty where it is none.</summary>
    public static IEnumerable<SearchResult> Addresses(MomentInspection moment, string typed)
    {
        if (!AddressExpression.TryParse(typed, out var expression, out _)) return [];
        return expression switch
        {
            AddressExpression.Physical physical => At(moment, physical.Address),
            AddressExpression.IoVirtual iova => moment.Platform.Functions.Keys
                .Select(function => TranslationWalk.Of(moment.Platform, function, iova.Address))
                .Where(walk => walk.ByMemory.ReachesMemory)
                .Select(Through),
            AddressExpression.Function function => Of(moment, function.Address),
            _ => [],
        };
    }

    private static IEnumerable<SearchResult> At(MomentInspection moment, PhysicalAddress address)
    {
        var role = moment.RoleOf(address);
        yield return new(role.Title, $"{address}, {role.Detail}", new SearchTarget.Memory(role.Range));
        if (role.Owner is { } owner && owner.Label != role.Title) yield return new(owner.Label, $"{owner.Range.Start}, {owner.Range.Length}", new SearchTarget.Memory(owner.Range));
        foreach (var (function, iova) in moment.WaysTo(address))
            yield return new($"IOVA {iova} of {function}", $"its tables lead to {address}", new SearchTarget.Device(function, iova));
    }

    private static SearchResult Through(TranslationWalk walk) =>
        new($"IOVA {walk.Iova} of {walk.Device}", $"reaches {walk.ByMemory.Physical}", new SearchTarget.Device(walk.Device, walk.Iova));

    private static IEnumerable<SearchResult> Of(MomentInspection moment, PciAddress function)
    {
        if (!moment.Platform.Functions.TryGetValue(function, out var state)) yield break;
        yield return new($"Function {function}", Describe(state), new SearchTarget.Function(function));
        if (moment.ContextEntryOf(function) is { } entry)
        {
            var role = moment.RoleOf(entry);
            yield return new(role.Title, $"{entry}, {role.Decoded?.Summary}", new SearchTarget.Memory(role.Range));
        }
    }

    private static IEnumerable<SearchResult> Names(RunInspection run, MomentInspection moment)
    {
        foreach (var (address, state) in moment.Platform.Functions)
        {
            string label = run.Timeline.Plan.Devices.FirstOrDefault(device => device.Address == address)?.Label ?? Describe(state);
            yield return new($"Function {address}", label, new SearchTarget.Function(address));
        }
        foreach (var one in run.Timeline.Moments)
            yield return new(one.Step.Title, $"step {one.Step.Index + 1}, {one.Step.Id}", new SearchTarget.Step(one.Step.Id, one.Step.Index));
        foreach (var register in moment.Registers())
            yield return new($"{register.Name}, {register.Title}", "register of the remapping unit", new SearchTarget.Register(register.Name));
        foreach (var entry in moment.Medium?.Entries() ?? [])
            yield return new($"Inode of {entry.Path}", $"inode {entry.Inode.Number}", new SearchTarget.Memory(moment.Medium!.InodeBytes(entry.Inode.Number)));
        foreach (var extent in moment.Owners.Extents)
            yield return new(extent.Label, $"{extent.Range.Start}, {extent.Range.Length}", new SearchTarget.Memory(extent.Range));
    }

    private static int Rank(SearchResult result, string typed)
    {
        if (result.Title.Equals(typed, StringComparison.OrdinalIgnoreCase)) return 0;
        if (result.Target is SearchTarget.Step step && step.Id.Equals(typed, StringComparison.OrdinalIgnoreCase)) return 0;
        if (result.Target is SearchTarget.Register register && register.Name.Equals(typed, StringComparison.OrdinalIgnoreCase)) return 0;
        if (result.Title.StartsWith(typed, StringComparison.OrdinalIgnoreCase)) return 1;
        string[] words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.All(word => result.Title.Contains(word, StringComparison.OrdinalIgnoreCase))) return 2;
        return words.All(word => result.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || result.Detail.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 3 : int.MaxValue;
    }

    private static string Describe(PciFunction function) =>
        $"{function.Description.Vendor:x4}:{function.Description.Device:x4}" + (function.Description.Driver.Length > 0 ? $", {function.Description.Driver}" : "");
}
