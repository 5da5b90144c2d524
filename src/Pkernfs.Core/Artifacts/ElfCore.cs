using System.Buffers.Binary;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// The parts of an ELF64 core file that a memory dump needs: a header, one PT_LOAD a run of memory, the bytes (System V ABI, ELF-64
/// object file format; core(5)). Little endian, x86-64. Offsets within each structure in bytes.
/// </summary>
public static class ElfCore
{
    public const int HeaderLength = 64;

    public const int ProgramHeaderLength = 56;

    public const int SectionHeaderLength = 64;

    /// <summary>e_type of a core file.</summary>
    public const ushort TypeCore = 4;

    /// <summary>e_machine of x86-64.</summary>
    public const ushort MachineX64 = 62;

    /// <summary>p_type of a segment with content.</summary>
    public const uint SegmentLoad = 1;

    /// <summary>e_phnum when there are that many program headers or more: the count then stands in sh_info of section header 0 (PN_XNUM).</summary>
    public const ushort ManyProgramHeaders = 0xffff;

    /// <summary>
    /// Where Linux maps all physical memory with four-level page tables and no KASLR: what p_vaddr is counted from, so that
    /// <c>x/gx 0xffff888040000000</c> in gdb shows physical address 0x40000000.
    /// </summary>
    public const ulong DirectMapBase = 0xffff_8880_0000_0000;

    /// <summary>More program headers than any dump has; a file that claims more is refused rather than read.</summary>
    public const ulong MaxProgramHeaders = 1 << 24;

    internal static ReadOnlySpan<byte> Identification => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The header; with <see cref="ManyProgramHeaders"/> or more of them it is followed by one section header, and those by the program headers.</summary>
    internal static void EncodeHeader(Span<byte> header, int programHeaders)
    {
        bool many = programHeaders >= ManyProgramHeaders;
        header.Clear();
        Identification.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], TypeCore);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], MachineX64);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)ProgramHeadersOffset(programHeaders));
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], many ? HeaderLength : 0UL);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], ProgramHeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], many ? ManyProgramHeaders : (ushort)programHeaders);
        BinaryPrimitives.WriteUInt16LittleEndian(header[58..], many ? (ushort)SectionHeaderLength : (ushort)0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[60..], many ? (ushort)1 : (ushort)0);
    }

    internal static int ProgramHeadersOffset(int programHeaders) =>
        programHeaders >= ManyProgramHeaders ? HeaderLength + SectionHeaderLength : HeaderLength;

    /// <summary>Section header 0: empty but for sh_info, the count.</summary>
    internal static void EncodeCountSection(Span<byte> section, int programHeaders)
    {
        section.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(section[44..], (uint)programHeaders);
    }

    internal static void EncodeSegment(Span<byte> programHeader, PhysicalRange run, ulong fileOffset)
    {
        const uint readable = 4, writable = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(programHeader, SegmentLoad);
        BinaryPrimitives.WriteUInt32LittleEndian(programHeader[4..], readable | writable);
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[8..], fileOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[16..], unchecked(DirectMapBase + run.Start.Value));
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[24..], run.Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[32..], run.Length.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[40..], run.Length.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(programHeader[48..], FrameNumber.SizeInBytes);
    }
}
