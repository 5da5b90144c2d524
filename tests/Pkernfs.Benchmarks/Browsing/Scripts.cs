namespace Pkernfs.Benchmarks.Browsing;

/// <summary>What is done within a page; files beside the program.</summary>
internal static class Scripts
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scripts", name));

    /// <summary>The script as an expression that runs it.</summary>
    public static string Read(string name) => $"() => {{ {Text(name)} }}";
}
