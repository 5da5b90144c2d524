using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// A kernel as bytes: the compressed bzImage that a loader places, and the vmlinux that it unpacks to. The setup header
/// and the banner are real; code and data are filled with words that tell one release's sections from another's.
/// </summary>
internal static class KernelImage
{
    /// <summary>Debian's 6.1 bzImage and initial ramdisk on the q35 board: its log names both sizes.</summary>
    public static readonly ByteCount BzImageSize = new(8_247_232);

    public static readonly ByteCount RamdiskSize = new(5_097_041);

    /// <summary>vmlinux's sections as that kernel's log prints them.</summary>
    public static readonly (string Name, ByteCount Size)[] Sections =
    [
        ("text", ByteCount.FromKiB(14_344)),
        ("rodata", ByteCount.FromKiB(9_132)),
        ("data", ByteCount.FromKiB(2_340)),
        ("init", ByteCount.FromKiB(2_824)),
        ("bss", ByteCount.FromKiB(17_344)),
    ];

    /// <summary>CONFIG_PHYSICAL_ALIGN: where a relocatable kernel may start.</summary>
    public static readonly ByteCount Alignment = ByteCount.FromMiB(2);

    private const int HeaderMagic = 0x202, ProtocolVersion = 0x206, KernelVersionPointer = 0x20e, KernelVersion = 0x400;
    private const uint HdrS = 0x53726448;
    private const string BannerStart = "Linux version ";

    public static ByteCount VmlinuxSize => Sections.Aggregate(default(ByteCount), (sum, section) => sum + section.Size);

    /// <summary>Writes a bzImage; its first frame is the setup sector with the release in it.</summary>
    public static void WriteBzImage(MemoryWriter memory, PhysicalAddress at, string release)
    {
        Span<byte> setup = stackalloc byte[FrameNumber.SizeInBytes];
        setup.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(setup[HeaderMagic..], HdrS);
        BinaryPrimitives.WriteUInt16LittleEndian(setup[ProtocolVersion..], 0x020f);
        BinaryPrimitives.WriteUInt16LittleEndian(setup[KernelVersionPointer..], KernelVersion - 0x200);
        Encoding.ASCII.GetBytes(release + "\0", setup[KernelVersion..]);
        var pages = ByteCount.Page * BzImageSize.PagesRoundedUp;
        memory.TryFill(new(at, pages), Pattern("bzImage", release));
        memory.TryWrite(at, setup);
    }

    public static void WriteRamdisk(MemoryWriter memory, PhysicalAddress at, string release) =>
        memory.TryFill(new(at, ByteCount.Page * RamdiskSize.PagesRoundedUp), Pattern("initrd", release));

    /// <summary>The release that the bzImage's setup header names; null where there is no bzImage.</summary>
    public static string? ReadRelease(IMemoryView memory, PhysicalAddress at)
    {
        Span<byte> setup = stackalloc byte[FrameNumber.SizeInBytes];
        if (!memory.TryRead(at, setup) || BinaryPrimitives.ReadUInt32LittleEndian(setup[HeaderMagic..]) != HdrS) return null;
        var text = setup[Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(setup[KernelVersionPointer..]) + 0x200, setup.Length)..];
        int end = text.IndexOf((byte)0);
        return end <= 0 ? null : Encoding.ASCII.GetString(text[..end]);
    }

    /// <summary>Unpacks vmlinux to <paramref name="at"/>: sections one after another, bss zeroed.</summary>
    public static void WriteVmlinux(MemoryWriter memory, PhysicalAddress at, string release)
    {
        foreach (var (name, size) in Sections)
        {
            memory.TryFill(new(at, size), name == "bss" ? Frame.Zero : Pattern(name, release));
            if (name == "rodata") memory.TryWrite(at, Encoding.ASCII.GetBytes(BannerStart + release + "\n\0"));
            at += size;
        }
    }

    /// <summary>A frame that only this purpose of this release has.</summary>
    public static Frame Pattern(string purpose, string release)
    {
        Span<ulong> words = stackalloc ulong[Frame.WordCount];
        var random = SeededRandom.For(Hash(purpose), Hash(release));
        Encoding.ASCII.GetBytes($"{purpose} {release}", MemoryMarshal.AsBytes(words));
        for (int i = 8; i < words.Length; i++) words[i] = random.Next(out random);
        return Frame.Of(words);
    }

    /// <summary>FNV-1a: the same text gives the same number on every machine.</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char c in text) hash = (hash ^ c) * 0x100000001b3;
        return hash;
    }
}
