using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Artifacts;

/// <summary>A memory dump about to be written: gdb, crash and readelf open it. Written front to back through one small buffer.</summary>
public sealed class ElfCoreWriter
{
    private const int BufferLength = 1 << 16;

    private readonly IMemoryView memory;

    private ElfCoreWriter(ImmutableArray<PhysicalRange> runs, IMemoryView memory)
    {
        (Runs, this.memory) = (runs, memory);
        int headers = ElfCore.ProgramHeadersOffset(runs.Length) + runs.Length * ElfCore.ProgramHeaderLength;
        HeadersLength = (headers + FrameNumber.SizeInBytes - 1) & ~(FrameNumber.SizeInBytes - 1);
        Length = HeadersLength;
        foreach (var run in runs) Length = checked(Length + (long)run.Length.Value);
    }

    /// <summary>The segments, by address; neighbours are joined.</summary>
    public ImmutableArray<PhysicalRange> Runs { get; }

    /// <summary>How many bytes will be written.</summary>
    public long Length { get; }

    /// <summary>All headers, filled up to a whole page so that each segment begins at one.</summary>
    private int HeadersLength { get; }

    /// <summary>
    /// Checks the runs: whole pages, by address, without overlap, all of them RAM; a sentence where they are not. Empty runs are left out.
    /// </summary>
    public static bool TryPlan(IEnumerable<PhysicalRange> runs, IMemoryView memory, [NotNullWhen(true)] out ElfCoreWriter? writer, out string? problem)
    {
        writer = null;
        problem = null;
        var segments = ImmutableArray.CreateBuilder<PhysicalRange>();
        foreach (var run in runs.Where(run => !run.IsEmpty))
        {
            problem = Refuse(run, segments.Count == 0 ? null : segments[^1], memory);
            if (problem is not null) return false;
            if (segments.Count != 0 && segments[^1].End == run.Start) segments[^1] = segments[^1] with { Length = segments[^1].Length + run.Length };
            else segments.Add(run);
        }
        writer = new(segments.ToImmutable(), memory);
        return true;
    }

    private static string? Refuse(PhysicalRange run, PhysicalRange? before, IMemoryView memory) =>
        !run.Start.IsAligned(ByteCount.Page) || (run.Length.Value & (FrameNumber.SizeInBytes - 1)) != 0 ? $"{run} is not made of whole 4 KiB pages, so it cannot be a segment of the dump."
        : before is { } last && run.Start < last.End ? $"{run} comes after {last}: the dump's runs must be sorted by address and not overlap."
        : !memory.IsAccessible(run) ? $"Not all of {run} is RAM, so it cannot be dumped."
        : null;

    /// <summary>Writes the whole file.</summary>
    /// <exception cref="IOException">The stream's own, or memory that was RAM when the dump was planned answers no more.</exception>
    public void Write(Stream destination, IProgress<DumpProgress>? progress = null)
    {
        byte[] buffer = new byte[BufferLength];
        long done = 0;
        foreach (int length in Fill(buffer))
        {
            destination.Write(buffer, 0, length);
            progress?.Report(new(done += length, Length));
        }
    }

    /// <summary>Writes the whole file.</summary>
    /// <exception cref="IOException">The stream's own, or memory that was RAM when the dump was planned answers no more.</exception>
    public async Task WriteAsync(Stream destination, IProgress<DumpProgress>? progress = null, CancellationToken cancellation = default)
    {
        byte[] buffer = new byte[BufferLength];
        long done = 0;
        foreach (int length in Fill(buffer))
        {
            await destination.WriteAsync(buffer.AsMemory(0, length), cancellation).ConfigureAwait(false);
            progress?.Report(new(done += length, Length));
        }
    }

    /// <summary>Puts the file's next bytes into the buffer and yields how many, until there are none left.</summary>
    private IEnumerable<int> Fill(byte[] buffer)
    {
        ElfCore.EncodeHeader(buffer.AsSpan(0, ElfCore.HeaderLength), Runs.Length);
        ElfCore.EncodeCountSection(buffer.AsSpan(ElfCore.HeaderLength, ElfCore.SectionHeaderLength), Runs.Length);
        int used = ElfCore.ProgramHeadersOffset(Runs.Length);
        long written = 0;
        ulong offset = (ulong)HeadersLength;
        foreach (var run in Runs)
        {
            if (used + ElfCore.ProgramHeaderLength > buffer.Length)
            {
                yield return used;
                (written, used) = (written + used, 0);
            }
            ElfCore.EncodeSegment(buffer.AsSpan(used, ElfCore.ProgramHeaderLength), run, offset);
            used += ElfCore.ProgramHeaderLength;
            offset += run.Length.Value;
        }
        if (used != 0) yield return used;
        int padding = (int)(HeadersLength - written - used);
        buffer.AsSpan(0, padding).Clear();
        if (padding != 0) yield return padding;

        foreach (var run in Runs)
        {
            for (ulong done = 0; done < run.Length.Value;)
            {
                int length = (int)Math.Min((ulong)buffer.Length, run.Length.Value - done);
                var address = run.Start + new ByteCount(done);
                if (!memory.TryRead(address, buffer.AsSpan(0, length))) throw new IOException($"No RAM answers at {address} any more; the dump is cut short there.");
                yield return length;
                done += (ulong)length;
            }
        }
    }
}
