using System.Collections.Immutable;

namespace Pkernfs.Web.Streaming;

/// <summary>What a viewport shows, or how it changed: version, kind, then three blocks, each with its length before it.</summary>
/// <param name="IsKeyframe">True: the extents are all there are. False: they are painted over what was there.</param>
/// <param name="Extents">Who owns what, within the viewport, at its cell size.</param>
/// <param name="ChangedFrames">Frames whose bytes differ between the two moments; none in a keyframe.</param>
/// <param name="Landings">Where DMA of the step shown landed, within the viewport.</param>
public sealed record PackedUpdate(bool IsKeyframe, ImmutableArray<PackedExtent> Extents, ImmutableArray<PhysicalRange> ChangedFrames, ImmutableArray<DeviceLandings> Landings)
{
    public const byte Version = 1;
    public const byte Keyframe = 1;
    public const byte Delta = 2;

    public byte[] Encode()
    {
        var writer = new PackedWriter();
        writer.Byte(Version);
        writer.Byte(IsKeyframe ? Keyframe : Delta);
        writer.Block(PackedExtents.Encode(Extents));
        writer.Block(PackedRuns.Encode(ChangedFrames));
        writer.Block(PackedLandings.Encode(Landings));
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such an update; the message says where.</exception>
    public static PackedUpdate Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        reader.Version(Version);
        byte kind = reader.Byte();
        if (kind is not (Keyframe or Delta)) throw new InvalidDataException($"The packed update is of kind {kind}; there are {Keyframe}, a keyframe, and {Delta}, a delta.");
        var extents = PackedExtents.Decode(reader.Block());
        var frames = PackedRuns.Decode(reader.Block());
        var landings = PackedLandings.Decode(reader.Block());
        reader.End();
        return new(kind == Keyframe, extents, frames, landings);
    }
}
