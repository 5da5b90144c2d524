using System.Globalization;
using System.Text;
using System.Xml;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Svg;

/// <summary>A picture as an SVG file that needs nothing else: colours as they are in the theme, textures as patterns, its fonts in it.</summary>
public static class SvgWriter
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    /// <param name="style">Rules besides the fonts'; empty for none.</param>
    /// <param name="withFonts">False to leave the fonts to the viewer, for a small file: every text then says how wide it is, so that other letters take the same room.</param>
    public static string Write(Picture picture, PictureLook look, PictureFacts facts, string style = "", bool withFonts = true)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new() { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" }))
        {
            xml.WriteStartElement("svg", Namespace);
            xml.Attribute("width", picture.Width);
            xml.Attribute("height", picture.Height);
            xml.WriteAttributeString("viewBox", $"0 0 {N(picture.Width)} {N(picture.Height)}");
            xml.WriteAttributeString("role", "img");
            xml.WriteElementString("title", Namespace, facts.Title);
            xml.WriteElementString("desc", Namespace, facts.Words);
            SvgFacts.Write(xml, facts);
            var parts = SvgParts.Of(picture.Marks);
            string rules = (withFonts ? string.Concat(parts.Faces.Select(Fonts.Rule)) : "") + style;
            if (rules.Length > 0) xml.WriteElementString("style", Namespace, rules);
            SvgPatterns.Write(xml, look, parts.Textures);
            foreach (var mark in picture.Marks) Write(xml, mark, look, !withFonts);
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    internal static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    internal static void Attribute(this XmlWriter xml, string name, double value) => xml.WriteAttributeString(name, N(value));

    private static void Write(XmlWriter xml, Mark mark, PictureLook look, bool saysWidths)
    {
        switch (mark)
        {
            case BoxMark box:
                xml.WriteStartElement("rect", Namespace);
                Head(xml, mark);
                xml.Attribute("x", box.X);
                xml.Attribute("y", box.Y);
                xml.Attribute("width", Math.Max(0, box.Width));
                xml.Attribute("height", Math.Max(0, box.Height));
                if (box.Radius > 0) xml.Attribute("rx", box.Radius);
                Colours(xml, look, box.Fill, box.Stroke);
                break;
            case PathMark path:
                xml.WriteStartElement("path", Namespace);
                Head(xml, mark);
                xml.WriteAttributeString("d", path.Data);
                Colours(xml, look, path.Fill, path.Stroke);
                break;
            case TextMark words:
                Text(xml, words, look, saysWidths);
                return;
            case GroupMark group:
                Group(xml, group, look, saysWidths);
                return;
        }
        Title(xml, mark);
        xml.WriteEndElement();
    }

    private static void Group(XmlWriter xml, GroupMark group, PictureLook look, bool saysWidths)
    {
        // A clipped group is a picture of its own inside this one: no clip path has to be named.
        xml.WriteStartElement(group.Clip is null ? "g" : "svg", Namespace);
        Head(xml, group);
        if (group.Clip is { } clip)
        {
            xml.Attribute("x", group.X + (clip.X * group.Scale));
            xml.Attribute("y", group.Y + (clip.Y * group.Scale));
            xml.Attribute("width", clip.Width * group.Scale);
            xml.Attribute("height", clip.Height * group.Scale);
            xml.WriteAttributeString("viewBox", $"{N(clip.X)} {N(clip.Y)} {N(clip.Width)} {N(clip.Height)}");
        }
        else if (group.X != 0 || group.Y != 0 || group.Scale != 1)
        {
            xml.WriteAttributeString("transform", $"translate({N(group.X)} {N(group.Y)}){(group.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" scale({group.Scale:0.####})"))}");
        }
        if (group.Opacity < 1) xml.Attribute("opacity", group.Opacity);
        Title(xml, group);
        foreach (var mark in group.Marks) Write(xml, mark, look, saysWidths);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, TextMark words, PictureLook look, bool saysWidths)
    {
        xml.WriteStartElement("text", Namespace);
        Head(xml, words);
        xml.Attribute("x", words.X);
        xml.Attribute("y", words.Y);
        xml.WriteAttributeString("font-family", Fonts.Family(words.Style.Face));
        xml.Attribute("font-size", words.Style.Size);
        if (Fonts.Weight(words.Style.Face) != 400) xml.Attribute("font-weight", Fonts.Weight(words.Style.Face));
        if (words.Anchor != TextAnchor.Start) xml.WriteAttributeString("text-anchor", words.Anchor == TextAnchor.Middle ? "middle" : "end");
        if (saysWidths)
        {
            xml.Attribute("textLength", TextWidth.Of(words.Words, words.Style));
            xml.WriteAttributeString("lengthAdjust", "spacingAndGlyphs");
        }
        if (words.IsStruck) xml.WriteAttributeString("text-decoration", "line-through");
        xml.WriteAttributeString("fill", look.Colour(words.Tone));
        if (words.Opacity < 1) xml.Attribute("opacity", words.Opacity);
        if (words.Halo is { } halo)
        {
            xml.WriteAttributeString("stroke", look.Colour(halo));
            xml.Attribute("stroke-width", 3);
            xml.WriteAttributeString("stroke-linejoin", "round");
            xml.WriteAttributeString("paint-order", "stroke");
        }
        xml.WriteAttributeString("xml", "space", "http://www.w3.org/XML/1998/namespace", "preserve");
        Title(xml, words);
        xml.WriteString(words.Words);
        xml.WriteEndElement();
    }

    private static void Head(XmlWriter xml, Mark mark)
    {
        if (mark.Class is not null) xml.WriteAttributeString("class", mark.Class);
    }

    private static void Title(XmlWriter xml, Mark mark)
    {
        if (mark.Title is not null) xml.WriteElementString("title", Namespace, mark.Title);
    }

    private static void Colours(XmlWriter xml, PictureLook look, Fill? fill, Stroke? stroke)
    {
        switch (fill)
        {
            case null:
                xml.WriteAttributeString("fill", "none");
                break;
            case Fill.Solid solid:
                xml.WriteAttributeString("fill", look.Colour(solid.Tone));
                if (solid.Opacity < 1) xml.Attribute("fill-opacity", solid.Opacity);
                break;
            case Fill.Textured textured:
                xml.WriteAttributeString("fill", $"url(#{SvgPatterns.Id(textured.Texture)})");
                break;
        }
        if (stroke is not null) Line(xml, look, stroke);
    }

    internal static void Line(XmlWriter xml, PictureLook look, Stroke stroke)
    {
        xml.WriteAttributeString("stroke", look.Colour(stroke.Tone));
        xml.Attribute("stroke-width", look.Width(stroke));
        if (stroke.Dash > 0) xml.WriteAttributeString("stroke-dasharray", N(stroke.Dash));
        if (stroke.Opacity < 1) xml.Attribute("stroke-opacity", stroke.Opacity);
        if (stroke.IsRound) xml.WriteAttributeString("stroke-linecap", "round");
    }
}
