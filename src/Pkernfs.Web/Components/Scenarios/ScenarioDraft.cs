using System.Text.RegularExpressions;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>The scenario text that a person works on, kept while they go to other pages. The browser keeps a copy for reloads.</summary>
public sealed partial class ScenarioDraft
{
    public const string DefaultFileName = "my-scenario.yaml";

    private DraftText? untouched;

    /// <summary>Null until a text was begun or opened.</summary>
    public DraftText? Current { get; private set; }

    /// <summary>The text that <see cref="Current"/> took the place of, if it had been worked on.</summary>
    public DraftText? Former { get; private set; }

    /// <summary>Takes a file of the person's own.</summary>
    public void Open(string fileName, string text) => Replace(new(fileName, null, text));

    /// <summary>Takes a text that came without a file: it is called by the name that it gives itself.</summary>
    public void Open(string text)
    {
        string name = NameLine().Match(text).Value is { Length: > 5 } line ? line["name:".Length..].Trim() : "";
        bool isName = name.Length is > 0 and <= ScenarioLimits.Name && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        Open(isName ? name + ".yaml" : DefaultFileName, text);
    }

    /// <summary>Begins a copy of a built-in, under a name of its own, unless that is what is being worked on.</summary>
    /// <returns>False where there is no such built-in.</returns>
    public bool Begin(string builtIn)
    {
        if (Current?.Origin == builtIn) return true;
        if (ScenarioLibrary.Text(builtIn) is not { } text) return false;
        string name = "my-" + builtIn;
        Replace(new(name + ".yaml", builtIn, NameLine().Replace(text, "name: " + name, 1)));
        return true;
    }

    /// <summary>Takes what the browser kept over a reload.</summary>
    public void Restore(DraftText kept) => Current ??= kept;

    /// <summary>What the person has written by now.</summary>
    public void Write(string text)
    {
        if (Current is { } current && current.Text != text) Current = current with { Text = text };
    }

    /// <summary>Changes <see cref="Current"/> and <see cref="Former"/> over.</summary>
    public void BringBack() => (Current, Former, untouched) = (Former, Current, null);

    private void Replace(DraftText next)
    {
        if (Current is not null && Current != untouched && Current.Text != next.Text) Former = Current;
        Current = untouched = next;
    }

    [GeneratedRegex("^name:.*$", RegexOptions.Multiline)]
    private static partial Regex NameLine();
}

/// <summary>A scenario's text by the name of its file.</summary>
/// <param name="Origin">The built-in that it began as; null for a file.</param>
public sealed record DraftText(string FileName, string? Origin, string Text);
