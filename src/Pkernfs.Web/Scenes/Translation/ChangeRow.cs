using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>A row of the list of changes.</summary>
public sealed record ChangeRow(int Number, TranslationMark Mark, string Words)
{
    public const string Nothing = "Nothing changed here since the step before";

    public SceneChange Change { get; } = new(Mark, [Number]);

    /// <summary>The badge in words: "2, vanished: ".</summary>
    public string Prefix => $"{Number}, {State.ViewValues.Word(Mark)}: ";

    /// <summary>"2, vanished: tables of 00:03.0".</summary>
    public string Sentence => Prefix + Words;
}
