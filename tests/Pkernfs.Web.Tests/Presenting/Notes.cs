using CsCheck;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Tests.State;

namespace Pkernfs.Web.Tests.Presenting;

/// <summary>Notes and walk-throughs of every kind, for property tests.</summary>
internal static class Notes
{
    private static readonly Gen<string> text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 200],
        Gen.String[Gen.Char[" \n\t|>-#:'\"\\[]{}&*!%@`,?ab"], 0, 60],
        Gen.String[Gen.Char["ä€中\u0085\u2028\u2029\ufeff\u00a0\ud83d\ude00\u0007\r\nx"], 0, 30],
        OneOf("null", "~", "true", "", "- a\n- b", "a\n\n\nb", "key: value", "0x10", "a: ", "'", "\"", "# no comment", "a #b", "|", "---", "...", "a\n  b\n c"));

    /// <summary>As notes have it.</summary>
    public static Gen<string> Text { get; } = text.Select(NoteText.Clean);

    public static Gen<Note> Any { get; } = Gen.Select(Views.Any, Text, (view, text) => Note.Of(view with { Against = Trimmed(view.Against) }, Trimmed(view.Step) ?? "jump", text));

    public static Gen<Walkthrough> Walkthrough { get; } =
        Gen.Select(OneOf("", "Why it must not stop", "\"Quoted\": yes", "- 1"), Any.Array[0, 5], (title, notes) => new Walkthrough(title, "pkernfs-rfc", null, [.. notes]));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    // A step's name has no blanks around it.
    private static string? Trimmed(string? name) => name?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
