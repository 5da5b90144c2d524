using System.Buffers.Binary;

namespace Pkernfs.Core.Artifacts;

/// <summary>What an ELF header says of the program headers: where they begin in the file, and how many there are.</summary>
internal readonly record struct ElfCoreHeader(ulong Offset, ulong Count)
{
    internal static bool TryRead(Stream source, out ElfCoreHeader header, out string? problem)
    {
        header = default;
        Span<byte> bytes = stackalloc byte[ElfCore.HeaderLength];
        source.Position = 0;
        int length = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        problem = Refuse(bytes[..length]);
        if (problem is not null) return false;

        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        ulong fileLength = (ulong)source.Length;
        if (count == ElfCore.ManyProgramHeaders && sections != 0)
        {
            if (sections > fileLength || fileLength - sections < ElfCore.SectionHeaderLength)
            {
                problem = $"The count of program headers should be at offset {sections}, but the file has {fileLength} bytes: it is cut short.";
                return false;
            }
            Span<byte> section = stackalloc byte[ElfCore.SectionHeaderLength];
            source.Position = (long)sections;
            source.ReadExactly(section);
            count = BinaryPrimitives.ReadUInt32LittleEndian(section[44..]);
        }
        if (count > ElfCore.MaxProgramHeaders)
            problem = $"The file claims {count} program headers; up to {ElfCore.MaxProgramHeaders} are read.";
        else if (offset > fileLength || count * ElfCore.ProgramHeaderLength > fileLength - offset)
            problem = $"The file claims {count} program headers at offset {offset}, but has {fileLength} bytes: it is cut short.";
        header = new(offset, count);
        return problem is null;
    }

    private static string? Refuse(ReadOnlySpan<byte> header) =>
        header.StartsWith("KDUMP"u8) ? "This is a compressed kdump file. Save an ELF one: makedumpfile -E, or a copy of /proc/vmcore."
        : !header.StartsWith(ElfCore.Identification[..4]) ? "This is no ELF file: it does not begin with 7f 45 4c 46."
        : header.Length < ElfCore.HeaderLength ? $"The file has {header.Length} bytes, less than an ELF header's {ElfCore.HeaderLength}: it is cut short."
        : header[4] != 2 || header[5] != 1 ? "This ELF file is not 64-bit little endian, as an x86-64 machine's dump is."
        : BinaryPrimitives.ReadUInt16LittleEndian(header[16..]) is var type && type != ElfCore.TypeCore ? $"This ELF file is of type {type}, not {ElfCore.TypeCore} (core): it is a program, not a dump."
        : BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) is var machine && machine != ElfCore.MachineX64 ? $"This dump is of machine {machine}, not {ElfCore.MachineX64} (x86-64)."
        : BinaryPrimitives.ReadUInt16LittleEndian(header[54..]) is var size && size != ElfCore.ProgramHeaderLength && header[56..58] is not [0, 0] ? $"The program headers have {size} bytes each, not {ElfCore.ProgramHeaderLength}: the file is damaged."
        : null;
}
