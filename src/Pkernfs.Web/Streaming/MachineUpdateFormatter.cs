using MessagePack;
using MessagePack.Formatters;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// Updates in MessagePack: a map by property names, as everything else of the hub, written without looking each property up. It is done for every update and
/// viewer.
/// </summary>
internal sealed class MachineUpdateFormatter : IMessagePackFormatter<MachineUpdate?>
{
    private const int Properties = 9;

    public void Serialize(ref MessagePackWriter writer, MachineUpdate? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteMapHeader(Properties);
        writer.WriteString("Viewer"u8);
        writer.Write(value.Viewer);
        writer.WriteString("From"u8);
        writer.Write(value.From);
        writer.WriteString("Moment"u8);
        writer.Write(value.Moment);
        writer.WriteString("IsPlaying"u8);
        writer.Write(value.IsPlaying);
        writer.WriteString("Speed"u8);
        writer.Write(value.Speed);
        writer.WriteString("Follows"u8);
        writer.Write(value.Follows);
        writer.WriteString("Viewport"u8);
        Write(ref writer, value.Viewport);
        writer.WriteString("Packed"u8);
        writer.Write(value.Packed);
        writer.WriteString("Edits"u8);
        writer.Write(value.Edits);
    }

    /// <summary>Updates come from the server alone.</summary>
    public MachineUpdate Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => throw new NotSupportedException("The hub takes no updates.");

    private static void Write(ref MessagePackWriter writer, Viewport? viewport)
    {
        if (viewport is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteMapHeader(3);
        writer.WriteString("Start"u8);
        writer.Write(viewport.Start);
        writer.WriteString("Length"u8);
        writer.Write(viewport.Length);
        writer.WriteString("CellSize"u8);
        writer.Write(viewport.CellSize);
    }
}
