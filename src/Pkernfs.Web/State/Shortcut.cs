namespace Pkernfs.Web.State;

/// <summary>One command, the key for it, and its words.</summary>
/// <param name="Key">As the browser names it (KeyboardEvent.key); empty for a command of the palette alone.</param>
/// <param name="Title">What it does, sentence case.</param>
/// <param name="InBrowser">True where the key is answered in the browser, which allows some things only while it handles the key itself.</param>
/// <param name="OpensField">True where a field opens that what is typed next belongs in.</param>
public sealed record Shortcut(ExplorerCommand Command, string Key, string Title, ShortcutGroup Group, bool Control = false, bool Shift = false, bool InBrowser = false, bool OpensField = false)
{
    /// <summary>The keys as people read them, one string a keycap: "Shift", "←".</summary>
    public IReadOnlyList<string> Keycaps => [.. Modifiers("Ctrl"), .. Key.Length == 0 ? [] : new[] { KeyWord }];

    private string KeyWord => Key switch
    {
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        " " => "Space",
        { Length: 1 } letter when Control => letter.ToUpperInvariant(),
        _ => Key,
    };

    /// <summary>The keys in the form of aria-keyshortcuts: "Shift+ArrowLeft".</summary>
    public string AriaKeys => string.Join('+', [.. Modifiers("Control"), Key == " " ? "Space" : Key]);

    private IEnumerable<string> Modifiers(string control)
    {
        if (Control) yield return control;
        if (Shift) yield return "Shift";
    }
}

/// <summary>Shortcuts that belong together, in the order of the sheet.</summary>
public enum ShortcutGroup
{
    Time,
    Branches,
    Find,
    Compare,
    Present,
    Share,
    Appearance,
    Tour,
    Help,
}
