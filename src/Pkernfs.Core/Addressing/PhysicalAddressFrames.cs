namespace Pkernfs.Core.Addressing;

/// <summary>From bytes to 4 KiB frames and back.</summary>
public static class PhysicalAddressFrames
{
    extension(PhysicalAddress address)
    {
        /// <summary>The frame that holds this byte.</summary>
        public FrameNumber Frame => new(address.Value >> FrameNumber.Shift);

        /// <summary>The byte's offset within its frame, 0 to 4095.</summary>
        public int OffsetInFrame => (int)(address.Value & (FrameNumber.SizeInBytes - 1));
    }
}
