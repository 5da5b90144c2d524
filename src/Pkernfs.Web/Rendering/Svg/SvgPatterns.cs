using System.Xml;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Svg;

/// <summary>Textures as SVG patterns.</summary>
internal static class SvgPatterns
{
    public static string Id(TextureName name) => "texture-" + ViewValues.Word(name);

    public static void Write(XmlWriter xml, PictureLook look, IEnumerable<TextureName> names)
    {
        xml.WriteStartElement("defs");
        foreach (var name in names) Write(xml, look, name, look.Texture(name));
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, PictureLook look, TextureName name, Texture texture)
    {
        xml.WriteStartElement("pattern");
        xml.WriteAttributeString("id", Id(name));
        xml.Attribute("width", texture.Size);
        xml.Attribute("height", texture.Size);
        xml.WriteAttributeString("patternUnits", "userSpaceOnUse");
        if (texture.Ground is { Opacity: > 0 } ground)
        {
            xml.WriteStartElement("rect");
            xml.Attribute("width", texture.Size);
            xml.Attribute("height", texture.Size);
            xml.WriteAttributeString("fill", look.Colour(ground.Tone));
            if (ground.Opacity < 1) xml.Attribute("fill-opacity", ground.Opacity);
            xml.WriteEndElement();
        }
        if (texture.Angles.Length > 0) Lines(xml, look, TexturePaths.Lines(texture), texture.Line);
        if (texture.Path is { } path) Lines(xml, look, path, texture.Line);
        if (texture.Dot > 0)
        {
            xml.WriteStartElement("circle");
            xml.Attribute("cx", texture.Size / 2);
            xml.Attribute("cy", texture.Size / 2);
            xml.Attribute("r", texture.Dot);
            xml.WriteAttributeString("fill", look.Colour(texture.Line.Tone));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Lines(XmlWriter xml, PictureLook look, string path, Stroke line)
    {
        xml.WriteStartElement("path");
        xml.WriteAttributeString("d", path);
        xml.WriteAttributeString("fill", "none");
        SvgWriter.Line(xml, look, line);
        xml.WriteEndElement();
    }
}
