using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Svg;

/// <summary>What a picture uses and an SVG file must therefore bring.</summary>
internal sealed record SvgParts(SortedSet<TextureName> Textures, SortedSet<FontFace> Faces)
{
    public static SvgParts Of(IEnumerable<Mark> marks)
    {
        var parts = new SvgParts([], []);
        parts.Add(marks);
        return parts;
    }

    private void Add(IEnumerable<Mark> marks)
    {
        foreach (var mark in marks)
        {
            switch (mark)
            {
                case BoxMark { Fill: Fill.Textured textured }: Textures.Add(textured.Texture); break;
                case PathMark { Fill: Fill.Textured textured }: Textures.Add(textured.Texture); break;
                case TextMark words: Faces.Add(words.Style.Face); break;
                case GroupMark group: Add(group.Marks); break;
            }
        }
    }
}
