using System.Text;
using System.Xml;

namespace Pkernfs.Web.Rendering.Svg;

/// <summary>A file's facts in its metadata element.</summary>
internal static class SvgFacts
{
    public const string Namespace = "urn:pkernfs-explorer:picture";

    private const string Element = "picture", LinkAttribute = "link";

    // A file is from anywhere: nothing outside it is fetched, nothing in it is expanded.
    private static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = PictureFile.Largest,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    public static void Write(XmlWriter xml, PictureFacts facts)
    {
        xml.WriteStartElement("metadata");
        xml.WriteStartElement("pkernfs", Element, Namespace);
        xml.WriteAttributeString(LinkAttribute, facts.Link);
        xml.WriteAttributeString("scenario", facts.Scenario);
        xml.WriteAttributeString("program", PictureFacts.Program);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>True for what begins as an XML document does.</summary>
    public static bool IsMarkup(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith(Encoding.UTF8.Preamble)) beginning = beginning[Encoding.UTF8.Preamble.Length..];
        return beginning.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
    }

    /// <summary>Reads as far as the link, and nothing after it.</summary>
    public static PictureLink ReadLink(byte[] file)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(file), new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var xml = XmlReader.Create(text, settings);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "svg") return PictureLink.None("it is no picture: neither an SVG nor a PNG");
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != Element || xml.NamespaceURI != Namespace) continue;
                return xml.GetAttribute(LinkAttribute) is { } link ? PictureLink.Of(link) : PictureLink.None("it is damaged: its metadata has no link any more. Export the picture again");
            }
            return PictureLink.None("it is an SVG without the explorer's metadata: none that was exported here, or another program has left that out");
        }
        catch (XmlException problem) when (problem.LineNumber == 0)
        {
            // The reader's own limits are met at no place.
            return PictureLink.None("it declares a document type, which the explorer's pictures never do, so it is not read");
        }
        catch (XmlException problem)
        {
            return PictureLink.None($"it is damaged at line {problem.LineNumber}, column {problem.LinePosition}: what is there is not well-formed. Export the picture again");
        }
        catch (DecoderFallbackException)
        {
            return PictureLink.None("it is damaged: it has bytes that are not UTF-8. Export the picture again");
        }
    }
}
