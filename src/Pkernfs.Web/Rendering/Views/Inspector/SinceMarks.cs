using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>What became of bytes since another moment.</summary>
internal static class SinceMarks
{
    public static double Add(Sketch sketch, BytesSince since, Column column, double y)
    {
        double height = BlockMarks.Sentence(sketch, new(since.Sentence), column, y);
        if (since.Words.IsEmpty) return height;
        var rows = since.Words.Select(word => (ImmutableArray<string>)[word.Address.ToString(), Hex(word.Then), Hex(word.Now)]).ToImmutableArray();
        return height + TableMarks.Add(sketch, "", ["Address", "Then", "Now"], rows, column, y + height);
    }

    private static string Hex(ulong word) => word.ToString("x16", CultureInfo.InvariantCulture);
}
