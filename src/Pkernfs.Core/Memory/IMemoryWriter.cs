namespace Pkernfs.Core.Memory;

/// <summary>Physical memory that can also be written, within one operation.</summary>
public interface IMemoryWriter : IMemoryView
{
    /// <summary>Writes the aligned 8-byte word at <paramref name="address"/>; false, and nothing written, where no RAM answers.</summary>
    /// <exception cref="ArgumentException">The address is not a multiple of 8.</exception>
    bool TryWriteWord(PhysicalAddress address, ulong word);

    /// <summary>Writes <paramref name="source"/> from <paramref name="address"/> on; false, and nothing written, where part of it is not RAM.</summary>
    bool TryWrite(PhysicalAddress address, ReadOnlySpan<byte> source);

    /// <summary>Takes note of work that its bytes alone do not tell. A writer that keeps no account ignores it.</summary>
    void Count(WorkKind kind, ulong amount)
    {
    }
}
