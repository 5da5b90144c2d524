using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>A row of the list of changes.</summary>
public sealed record ChangeRow(int Number, TranslationMark Mark, string Words)
{
    public const string Nothing = "Nothing changed here since the step before";

    public SceneChange Change { get; } = new(Mark, [Number]);

    /// <summary>"2, vanished: tables of 00:03.0".</summary>
    public string Sentence => $"{Number}, {State.ViewValues.Word(Mark)}: {Words}";
}
