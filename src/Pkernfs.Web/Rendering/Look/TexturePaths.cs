using System.Globalization;
using System.Text;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>A texture's lines as path data over one tile, long enough that tiles join without a seam.</summary>
internal static class TexturePaths
{
    public static string Lines(Texture texture)
    {
        var path = new StringBuilder();
        double size = texture.Size;
        foreach (int angle in texture.Angles)
        {
            foreach (double shift in (double[])[-size, 0, size])
                path.Append(CultureInfo.InvariantCulture, $"M{shift - 1:0.##} {(angle == 45 ? size + 1 : -1):0.##}L{shift + size + 1:0.##} {(angle == 45 ? -1 : size + 1):0.##}");
        }
        return path.ToString();
    }
}
