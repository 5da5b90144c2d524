namespace Pkernfs.Core.Tests.Artifacts;

/// <summary>A file of which only the first bytes are kept, for files whose headers are the question: the rest has a length and reads as zeros.</summary>
internal sealed class HeadStream(int kept) : Stream
{
    private readonly byte[] head = new byte[kept];
    private long length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = (int)Math.Min(count, length - Position);
        for (int i = 0; i < read; i++) buffer[offset + i] = Position + i < kept ? head[Position + i] : (byte)0;
        Position += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Position < kept) buffer.AsSpan(offset, (int)Math.Min(count, kept - Position)).CopyTo(head.AsSpan((int)Position));
        Position += count;
        length = Math.Max(length, Position);
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => length = value;

    public override void Flush()
    {
    }
}
