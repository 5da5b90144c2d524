namespace Pkernfs.Core.Artifacts;

/// <summary>
/// Writes to a seekable stream, front to back, and moves past whole frames of zeros instead of writing them. The stream's length is
/// set when this one is disposed; the stream itself stays open.
/// </summary>
internal sealed class MachineDumpStream(Stream destination, CancellationToken cancellation) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => destination.Position;

    public override long Position
    {
        get => destination.Position;
        set => throw new NotSupportedException("This stream is written front to back only.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        while (!buffer.IsEmpty)
        {
            var hole = buffer[..Leading(buffer, zeros: true)];
            if (!hole.IsEmpty) destination.Seek(hole.Length, SeekOrigin.Current);
            buffer = buffer[hole.Length..];
            var content = buffer[..Leading(buffer, zeros: false)];
            destination.Write(content);
            buffer = buffer[content.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => destination.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is written front to back only.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream's length is what was written to it.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            destination.SetLength(destination.Position);
            destination.Flush();
        }
        base.Dispose(disposing);
    }

    /// <summary>How many bytes at the start are pieces of a frame's size that are all zeros, or that are not.</summary>
    private static int Leading(ReadOnlySpan<byte> buffer, bool zeros)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            var piece = buffer[length..Math.Min(length + FrameNumber.SizeInBytes, buffer.Length)];
            if (piece.ContainsAnyExcept((byte)0) == zeros) break;
            length += piece.Length;
        }
        return length;
    }
}
