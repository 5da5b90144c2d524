namespace Pkernfs.Web.Streaming;

/// <summary>One message of a viewer's stream: where it is now, and what that means for its viewport.</summary>
/// <param name="Viewer">The number that the client gave this viewer.</param>
/// <param name="From">The index of the moment that the packed delta starts from; -1 with a keyframe. It is always the moment sent last.</param>
/// <param name="Moment">The index of the moment shown now. Moments between the two were skipped.</param>
/// <param name="Follows">True: the session's shared moment. False: this viewer's own.</param>
/// <param name="Viewport">The viewport that the packed part is about; null, and nothing packed, while the viewer has none.</param>
/// <param name="Packed">A <see cref="PackedUpdate"/>.</param>
public sealed record MachineUpdate(int Viewer, int From, int Moment, bool IsPlaying, double Speed, bool Follows, Viewport? Viewport, byte[] Packed)
{
    /// <summary>The branch that the moments are of, as links have it; empty for the scenario's own run. A follower's changes with the session's.</summary>
    public string Edits { get; init; } = "";

    /// <summary>The packed part, read; null while the viewer has no viewport.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the message says where.</exception>
    public PackedUpdate? Decode() => Viewport is null ? null : PackedUpdate.Decode(Packed);
}
