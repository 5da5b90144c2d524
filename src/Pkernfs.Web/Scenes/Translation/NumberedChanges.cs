using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The changes since the moment before, numbered from 1: one numbering for the list and for the picture.</summary>
public sealed class NumberedChanges
{
    private readonly ImmutableArray<(TranslationChange Change, int Number)> _all;

    /// <summary>Parts that moved with a whole have no words of their own and share its number.</summary>
    public NumberedChanges(ImmutableArray<TranslationChange> changes)
    {
        int number = 0;
        _all = [.. changes.Select(change => (change, change.Words.Length > 0 ? ++number : Math.Max(number, 1)))];
        Rows = [.. _all.Where(one => one.Change.Words.Length > 0).Select(one => new ChangeRow(one.Number, one.Change.Mark, one.Change.Words))];
    }

    public static NumberedChanges None { get; } = new([]);

    /// <summary>The list: what goes to the reader in words, in the order of the numbers.</summary>
    public ImmutableArray<ChangeRow> Rows { get; }

    /// <summary>"2 vanished, 1 changed"; empty where nothing changed.</summary>
    public string Count => string.Join(", ", Rows.GroupBy(row => row.Mark).OrderBy(group => group.Key).Select(group => $"{group.Count()} {ViewValues.Word(group.Key)}"));

    /// <summary>What became of the part with a key; null where it is as it was.</summary>
    public SceneChange? Of(string key) => Of(candidate => candidate == key);

    /// <summary>What became of several parts that are drawn as one; null where all are as they were.</summary>
    public SceneChange? Of(Func<string, bool> isPart)
    {
        var found = _all.Where(one => isPart(one.Change.Key)).ToList();
        if (found.Count == 0) return null;
        var mark = found.TrueForAll(one => one.Change.Mark == found[0].Change.Mark) ? found[0].Change.Mark : TranslationMark.Changed;
        return new(mark, [.. found.Select(one => one.Number).Distinct().Order()]);
    }
}
