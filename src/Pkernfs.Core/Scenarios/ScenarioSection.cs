using System.Globalization;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>One mapping of a scenario while it is read: asks for keys by name, and at the end tells of those nobody asked for.</summary>
public sealed class ScenarioSection
{
    private readonly Dictionary<string, ScenarioEntry> _entries;
    private readonly ScenarioMapping _mapping;

    /// <param name="name">What it is called in sentences: "guest".</param>
    /// <param name="keys">All keys that it may have.</param>
    public ScenarioSection(string file, string name, ScenarioMapping mapping, FindingList findings, params string[] keys)
    {
        File = file;
        Name = name;
        Findings = findings;
        _mapping = mapping;
        _entries = mapping.Entries.ToDictionary(entry => entry.Key.Value, StringComparer.Ordinal);
        foreach (var (key, _) in mapping.Entries)
        {
            if (!keys.Contains(key.Value, StringComparer.Ordinal))
                Error(key, $"There is no key '{Shorten(key.Value)}' in {name}.{NearestName.Hint(key.Value, keys)} Keys here are: {string.Join(", ", keys)}.");
        }
    }

    public string File { get; }

    public string Name { get; }

    public FindingList Findings { get; }

    public ScenarioNode Place => _mapping;

    public void Error(ScenarioNode node, string message) => Findings.Error(File, node.Line, node.Column, message);

    public void Warning(ScenarioNode node, string message) => Findings.Warning(File, node.Line, node.Column, message);

    public void Note(ScenarioNode node, string message) => Findings.Note(File, node.Line, node.Column, message);

    /// <summary>The key's value of whatever type; null where the key is not there.</summary>
    public ScenarioNode? Optional(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>The key's value; null after an error where the key is not there.</summary>
    public ScenarioNode? Required(string key)
    {
        if (Optional(key) is { } value) return value;
        Error(_mapping, $"The key '{key}' is missing in {Name}.");
        return null;
    }

    /// <summary>A single value that is not nothing; null after an error.</summary>
    public ScenarioScalar? Scalar(string key, bool required = true)
    {
        var node = required ? Required(key) : Optional(key);
        if (node is null) return null;
        if (node is ScenarioScalar { IsNothing: false } scalar) return scalar;
        string noun = node is ScenarioScalar ? "nothing" : node.Noun;
        Error(node, $"'{key}' in {Name} wants a single value; here is {noun}.");
        return null;
    }

    /// <summary>A text that people read, of at most <paramref name="longest"/> characters and on one line unless <paramref name="lines"/>; null after an error.</summary>
    public string? Text(string key, int longest, bool required = true, bool lines = false)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        if (scalar.Value.Length > longest) Error(scalar, $"'{key}' has {scalar.Value.Length} characters; there is room for {longest}.");
        else if (scalar.Value.Any(character => char.IsControl(character) && !(lines && character is '\n' or '\t'))) Error(scalar, $"'{key}' has a control character{(lines ? "" : " or a line end")} in it.");
        else return scalar.Value.Trim();
        return null;
    }

    public ScenarioMapping? Mapping(string key)
    {
        var node = Required(key);
        if (node is null or ScenarioMapping) return node as ScenarioMapping;
        Error(node, $"'{key}' in {Name} wants a mapping; here is {node.Noun}.");
        return null;
    }

    public ScenarioSequence? Sequence(string key, bool required = true)
    {
        var node = required ? Required(key) : Optional(key);
        if (node is null or ScenarioSequence) return node as ScenarioSequence;
        Error(node, $"'{key}' in {Name} wants a list; here is {node.Noun}.");
        return null;
    }

    /// <summary>A number, decimal or 0x hexadecimal, from lowest to highest; null after an error.</summary>
    public ulong? Number(string key, ulong lowest, ulong highest, bool required = true)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        bool hex = scalar.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool read = hex
            ? ulong.TryParse(scalar.Value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            : ulong.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (read && value >= lowest && value <= highest) return value;
        Error(scalar, read
            ? $"'{key}' is {scalar.Value}, outside of {lowest} to {(hex ? "0x" + highest.ToString("x", CultureInfo.InvariantCulture) : highest)}."
            : $"'{key}' wants a whole number from {lowest} to {highest}; '{Shorten(scalar.Value)}' is not one.");
        return null;
    }

    /// <summary>A size such as 512M; null after an error.</summary>
    public ByteCount? Size(string key, bool required = true)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        if (ByteSize.TryParse(scalar.Value, out var size, out string problem)) return size;
        Error(scalar, $"'{key}': {problem}");
        return null;
    }

    /// <summary>true or false; null after an error or where the key is not there.</summary>
    public bool? Flag(string key, bool required = true)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        if (scalar.Value is "true" or "false" && !scalar.Quoted) return scalar.Value == "true";
        Error(scalar, $"'{key}' wants true or false; here is '{Shorten(scalar.Value)}'.");
        return null;
    }

    /// <summary>A text for a sentence: what is too long to show is cut, what cannot be shown is replaced.</summary>
    public static string Shorten(string text)
    {
        string cut = text.Length <= 60 ? text : text[..57] + "…";
        return string.Concat(cut.Select(character => char.IsControl(character) ? '\ufffd' : character));
    }
}
