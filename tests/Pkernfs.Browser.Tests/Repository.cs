using System.Reflection;

namespace Pkernfs.Browser.Tests;

/// <summary>Where things lie in the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where pictures taken by the tests are put; not kept in version control.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    /// <summary>The picture of the README.</summary>
    public static string ReadmePicture { get; } = Path.Combine(Root, "docs", "images", "explorer.png");

    public static string WebProgram { get; } = Path.Combine(Root, "src", "Pkernfs.Web", "bin", Configuration(), "net10.0", "Pkernfs.Web.dll");

    private static string Configuration() =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "Configuration").Value!;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pkernfs.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Pkernfs.sln.");
    }
}
