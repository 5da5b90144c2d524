using System.Xml;

namespace Pkernfs.Web.Rendering.Svg;

/// <summary>A file's facts in its metadata element.</summary>
internal static class SvgFacts
{
    public const string Namespace = "urn:pkernfs-explorer:picture";

    public static void Write(XmlWriter xml, PictureFacts facts)
    {
        xml.WriteStartElement("metadata");
        xml.WriteStartElement("pkernfs", "picture", Namespace);
        xml.WriteAttributeString("link", facts.Link);
        xml.WriteAttributeString("scenario", facts.Scenario);
        xml.WriteAttributeString("program", PictureFacts.Program);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
