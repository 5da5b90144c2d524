using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pkernfs.Web.Tests;

/// <summary>What an export said when it was last looked at. UPDATE_GOLDEN=1 in the environment writes the files anew.</summary>
internal static partial class GoldenFile
{
    private static readonly bool rewrites = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <param name="name">Below tests/Pkernfs.Web.Tests/Golden.</param>
    /// <param name="actual">Fonts that it carries are left out: they are files of their own, and would make each golden file large.</param>
    public static void Matches(string name, string actual)
    {
        actual = Fonts().Replace(actual, "@font-face{}");
        string path = Path.Combine(Folder(), name), written = path + ".actual";
        if (rewrites)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        if (File.Exists(path) && File.ReadAllText(path) == actual)
        {
            File.Delete(written);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(written, actual);
        Assert.Fail($"{name} is not what its golden file has. Compare {written} with {path}; where the new one is right, run the test with UPDATE_GOLDEN=1.");
    }

    /// <summary>A golden file's bytes, for what is compared otherwise; null where <paramref name="actual"/> has just been made the golden one.</summary>
    public static byte[]? Read(string name, byte[] actual)
    {
        string path = Path.Combine(Folder(), name);
        if (rewrites)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, actual);
            return null;
        }
        Assert.True(File.Exists(path), $"There is no golden {name}; run the test with UPDATE_GOLDEN=1 and look at what it wrote.");
        return File.ReadAllBytes(path);
    }

    private static string Folder([CallerFilePath] string own = "") => Path.Combine(Path.GetDirectoryName(own)!, "Golden");

    [GeneratedRegex(@"@font-face\{[^}]*\}")]
    private static partial Regex Fonts();
}
