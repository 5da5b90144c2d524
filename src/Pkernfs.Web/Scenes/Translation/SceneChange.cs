using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>What became of a part that is drawn, with its numbers in the list of changes: a folded box has those of all that it holds.</summary>
/// <param name="Numbers">Ascending, none twice, at least one.</param>
public sealed record SceneChange(TranslationMark Mark, ImmutableArray<int> Numbers)
{
    /// <summary>What the badge says: "+3", "\u22121", "~2\u20135".</summary>
    public string Badge => Sign(Mark) + Span;

    private string Span => Numbers switch
    {
        [var only] => Write(only),
        [var first, .., var last] when last - first == Numbers.Length - 1 => $"{Write(first)}\u2013{Write(last)}",
        _ => $"{Write(Numbers[0])}\u2026",
    };

    /// <summary>The kind of change as a shape, so that it is not told by colour.</summary>
    public static string Sign(TranslationMark mark) => mark switch
    {
        TranslationMark.Appeared => "+",
        TranslationMark.Vanished => "\u2212",
        _ => "~",
    };

    private static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);
}
