using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>Little endian numbers at any address, aligned or not: the command line decides where the region begins, and no one checks it.</summary>
internal static class MediumBytes
{
    /// <summary>One page of zeros, the unit in which blocks are cleared.</summary>
    private static readonly byte[] ZeroPage = new byte[FrameNumber.SizeInBytes];

    extension(IMemoryView memory)
    {
        /// <summary>8 bytes as a number; 0 where no RAM answers.</summary>
        internal ulong ReadUInt64(PhysicalAddress address)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            return memory.TryRead(address, bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        }

        /// <summary>One byte; 0 where no RAM answers.</summary>
        internal byte ReadByte(PhysicalAddress address)
        {
            Span<byte> one = stackalloc byte[1];
            return memory.TryRead(address, one) ? one[0] : (byte)0;
        }
    }

    extension(IMemoryWriter memory)
    {
        internal bool TryWriteUInt64(PhysicalAddress address, ulong value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return memory.TryWrite(address, bytes);
        }

        internal bool TryWriteInt32(PhysicalAddress address, int value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return memory.TryWrite(address, bytes);
        }

        /// <summary>Sets one bit of a bitmap, bit 0 of the first byte being number 0.</summary>
        internal bool TrySetBit(PhysicalAddress bitmap, ulong bit)
        {
            var address = PkernfsLayout.Offset(bitmap, bit >> 3);
            byte value = (byte)(memory.ReadByte(address) | (1 << (int)(bit & 7)));
            return memory.TryWrite(address, [value]);
        }

        /// <summary>Sets bits of a bitmap that follow each other.</summary>
        internal bool TrySetBits(PhysicalAddress bitmap, ulong first, ulong count)
        {
            var address = PkernfsLayout.Offset(bitmap, first >> 3);
            byte[] bytes = new byte[((first + count - 1) >> 3) - (first >> 3) + 1];
            if (!memory.TryRead(address, bytes)) return false;
            for (ulong bit = first; bit < first + count; bit++) bytes[(bit >> 3) - (first >> 3)] |= (byte)(1 << (int)(bit & 7));
            return memory.TryWrite(address, bytes);
        }

        /// <summary>Clears one bit of a bitmap.</summary>
        internal bool TryClearBit(PhysicalAddress bitmap, ulong bit)
        {
            var address = PkernfsLayout.Offset(bitmap, bit >> 3);
            byte value = (byte)(memory.ReadByte(address) & ~(1 << (int)(bit & 7)));
            return memory.TryWrite(address, [value]);
        }

        /// <summary>Clears <paramref name="length"/> bytes, whole pages; false, and nothing written, where part of it is not RAM.</summary>
        internal bool TryZero(PhysicalAddress address, ulong length)
        {
            if (!memory.IsAccessible(new PhysicalRange(address, new(length)))) return false;
            for (ulong done = 0; done < length; done += FrameNumber.SizeInBytes)
            {
                if (!memory.TryWrite(PkernfsLayout.Offset(address, done), ZeroPage)) return false;
            }
            return true;
        }
    }
}
