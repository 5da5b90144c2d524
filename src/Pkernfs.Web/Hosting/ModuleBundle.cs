using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace Pkernfs.Web.Hosting;

/// <summary>
/// A module and all that it imports as one module, so that a browser asks once. Each becomes a function that runs once and gives what it exports, after those
/// that it imports. Of the language's ways to import and export it knows the ones that the modules here use: names in braces, and declarations.
/// </summary>
internal sealed partial class ModuleBundle
{
    private readonly IFileProvider files;
    private readonly Dictionary<string, string> names = [];
    private readonly StringBuilder text = new();

    private ModuleBundle(IFileProvider files) => this.files = files;

    /// <param name="path">Of the module whose exports the bundle has, from the web root: "js/map.js".</param>
    /// <exception cref="InvalidOperationException">A module is missing, imports itself by way of others, or has an import or export of another kind.</exception>
    public static string Of(IFileProvider files, string path)
    {
        var bundle = new ModuleBundle(files);
        var exports = bundle.Add(path, []);
        bundle.text.Append("export const { ").AppendJoin(", ", exports).Append(" } = ").Append(bundle.names[path]).Append(";\n");
        return bundle.text.ToString();
    }

    /// <param name="importing">Those that wait for this one.</param>
    private List<string> Add(string path, HashSet<string> importing)
    {
        if (!importing.Add(path)) throw new InvalidOperationException($"{path} imports itself by way of {string.Join(", ", importing)}.");
        string source = Read(path);
        List<string> exports = [.. Exports().Matches(source).Select(match => match.Groups["name"].Value)];
        string body = Imports().Replace(source, match =>
        {
            string from = Resolve(path, match.Groups["path"].Value);
            if (!names.ContainsKey(from)) Add(from, importing);
            return $"const {{ {match.Groups["names"].Value} }} = {names[from]};";
        });
        body = Exports().Replace(body, match => match.Groups["declaration"].Value);
        if (Others().Match(body) is { Success: true } other) throw new InvalidOperationException($"{path} has \"{other.Value}\", which cannot be put into one file with others.");
        importing.Remove(path);
        names[path] = $"module{names.Count}";
        text.Append("// ").Append(path).Append("\nconst ").Append(names[path]).Append(" = (() => {\n").Append(body)
            .Append("\nreturn { ").AppendJoin(", ", exports).Append(" };\n})();\n\n");
        return exports;
    }

    private string Read(string path)
    {
        var file = files.GetFileInfo(path);
        if (!file.Exists) throw new InvalidOperationException($"The web root has no {path}.");
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }

    private static string Resolve(string importer, string path) => new Uri(new Uri($"file:///{importer}"), path).AbsolutePath[1..];

    [GeneratedRegex(@"^import \{ (?<names>\w+(, \w+)*) \} from '(?<path>\.{1,2}/[^']+)';", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Imports();

    [GeneratedRegex(@"^export (?<declaration>(async )?(const|function\*?|class) (?<name>\w+))", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Exports();

    [GeneratedRegex(@"^(import|export)\b.*|\bimport(\(|\.meta\b)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Others();
}
