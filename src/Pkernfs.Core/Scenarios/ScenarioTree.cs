using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pkernfs.Core.Scenarios;

/// <summary>Turns YAML text into nodes with places. Anchors, aliases and tags are refused: the format needs none, and aliases multiply.</summary>
public sealed class ScenarioTree
{
    private readonly FindingList _findings;
    private readonly string _file;
    private readonly FileKind _kind;
    private readonly string[] _lines;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private int _nodes;

    private ScenarioTree(string file, string text, FindingList findings, FileKind kind)
    {
        _file = file;
        _kind = kind;
        _findings = findings;
        _lines = text.Split('\n');
        _scanner = new(new StringReader(text));
        _parser = new(_scanner);
    }

    /// <summary>The file's one document; null after an error finding.</summary>
    public static ScenarioMapping? Read(string file, string text, FindingList findings, FileKind? kind = null)
    {
        var tree = new ScenarioTree(file, text, findings, kind ?? FileKind.Scenario);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException broken)
        {
            if (TabIndent(text, At(broken.Start.Line), At(broken.End.Line)) is { } tabbed) findings.Error(file, tabbed, 1, "A tab indents this line; YAML wants blanks.");
            else findings.Error(file, At(broken.Start.Line), At(broken.Start.Column), "This is not YAML: " + Sentence(broken));
        }
        catch (RefusedException refused)
        {
            findings.Error(file, refused.Line, refused.Column, refused.Message);
        }
        catch (Exception lost) when (lost is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner gives up in this way on a dash after a bracket that is still open; it still knows where it is.
            var at = tree._scanner.CurrentPosition;
            findings.Error(file, At(at.Line), At(at.Column), "This is not YAML: a bracket before here is not closed, or a dash, quote or colon is out of place.");
        }
        return null;
    }

    private ScenarioMapping? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) throw new RefusedException(1, 1, $"The file is empty: a {_kind.Noun} begins with '{_kind.FirstKey}:'.");
        _parser.Consume<DocumentStart>();
        var root = ReadNode(1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second)) throw new RefusedException(At(second.Start.Line), At(second.Start.Column), $"A second document begins here: a file holds one {_kind.Noun}.");
        return root as ScenarioMapping
            ?? throw new RefusedException(root.Line, root.Column, $"A {_kind.Noun} is a mapping of keys to values, beginning with '{_kind.FirstKey}:'; here is {root.Noun}.");
    }

    private ScenarioNode ReadNode(int depth)
    {
        if (_parser.Accept<AnchorAlias>(out var alias)) throw Refused(alias, "An alias (*) is refused: write the value again.");
        var node = _parser.Consume<NodeEvent>();
        if (++_nodes > ScenarioLimits.Nodes) throw Refused(node, $"The file has more than {ScenarioLimits.Nodes} keys and values.");
        if (depth > ScenarioLimits.Depth) throw Refused(node, $"More than {ScenarioLimits.Depth} levels inside one another.");
        if (!node.Anchor.IsEmpty) throw Refused(node, "An anchor (&) is refused: write the value again where it is needed.");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific) throw Refused(node, "A tag (!) is refused: values have no types but the format's own.");
        return node switch
        {
            Scalar scalar => ToScalar(scalar),
            SequenceStart => ReadSequence(node, depth),
            _ => ReadMapping(node, depth),
        };
    }

    private ScenarioSequence ReadSequence(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<ScenarioNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new(items.ToImmutable(), At(start.Start.Line), At(start.Start.Column));
    }

    private ScenarioMapping ReadMapping(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<ScenarioEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var node = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (node is not ScenarioScalar key) throw new RefusedException(node.Line, node.Column, $"A key is a single word; here is {node.Noun}.");
            if (lines.TryAdd(key.Value, key.Line)) entries.Add(new(key, value));
            else _findings.Error(_file, key.Line, key.Column, $"The key '{key.Value}' is here twice; it is first in line {lines[key.Value]}.");
        }
        return new(entries.ToImmutable(), At(start.Start.Line), At(start.Start.Column));
    }

    private ScenarioScalar ToScalar(Scalar scalar)
    {
        int line = At(scalar.Start.Line);
        int column = At(scalar.Start.Column);
        bool quoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        int from = column - 1 + (quoted ? 1 : 0);
        string text = line <= _lines.Length ? _lines[line - 1] : "";
        bool exact = from <= text.Length && text.AsSpan(from).StartsWith(scalar.Value, StringComparison.Ordinal)
            && scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded);
        return new(scalar.Value, quoted || scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded, exact, line, column);
    }

    private static RefusedException Refused(ParsingEvent at, string message) => new(At(at.Start.Line), At(at.Start.Column), message);

    // A tab confuses the parser some lines around; the person wants the line with the tab.
    private static int? TabIndent(string text, int firstLine, int lastLine)
    {
        string[] lines = text.Split('\n');
        for (int line = Math.Max(1, firstLine); line <= Math.Min(lines.Length, lastLine + 1); line++)
        {
            string indent = lines[line - 1][..(lines[line - 1].Length - lines[line - 1].TrimStart().Length)];
            if (indent.Contains('\t', StringComparison.Ordinal)) return line;
        }
        return null;
    }

    private static int At(long position) => (int)Math.Max(1, position);

    // YamlDotNet's texts are sentences for the most part; its exceptions may wrap one another.
    private static string Sentence(Exception broken)
    {
        string text = (broken.InnerException ?? broken).Message.Trim();
        return text.EndsWith('.') ? text : text + ".";
    }

    private sealed class RefusedException(int line, int column, string message) : Exception(message)
    {
        public int Line => line;

        public int Column => column;
    }
}
