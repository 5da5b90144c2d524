using System.Collections.Immutable;

namespace Pkernfs.Web.Streaming;

/// <summary>Where devices' payloads landed in a step: for each device its source id and the addresses, as gaps in rising order.</summary>
public static class PackedLandings
{
    public const byte Version = 1;

    // A device: source id, count. An address: its gap.
    private const int DeviceBytes = 2;
    private const int AddressBytes = 1;

    /// <exception cref="ArgumentException">An address reaches beyond 52 bits.</exception>
    public static byte[] Encode(IReadOnlyCollection<DeviceLandings> devices)
    {
        var writer = new PackedWriter();
        writer.Byte(Version);
        writer.Varint((ulong)devices.Count);
        foreach (var device in devices)
        {
            writer.Varint(device.SourceId);
            writer.Varint((ulong)device.Addresses.Length);
            ulong before = 0;
            foreach (var address in device.Addresses.Order())
            {
                if (address.Value >> StreamingLimits.AddressBits != 0) throw new ArgumentException($"{address} has more than {StreamingLimits.AddressBits} bits.", nameof(devices));
                writer.Varint(address.Value - before);
                before = address.Value;
            }
        }
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a list; the message says where.</exception>
    public static ImmutableArray<DeviceLandings> Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        reader.Version(Version);
        int count = reader.Count(DeviceBytes);
        var devices = ImmutableArray.CreateBuilder<DeviceLandings>(count);
        for (int i = 0; i < count; i++)
        {
            ulong sourceId = reader.Varint();
            if (sourceId > ushort.MaxValue) throw new InvalidDataException($"The packed source id 0x{sourceId:x} has more than 16 bits.");
            devices.Add(new((ushort)sourceId, Addresses(ref reader)));
        }
        reader.End();
        return devices.ToImmutable();
    }

    private static ImmutableArray<PhysicalAddress> Addresses(ref PackedReader reader)
    {
        int count = reader.Count(AddressBytes);
        var addresses = ImmutableArray.CreateBuilder<PhysicalAddress>(count);
        ulong at = 0;
        for (int i = 0; i < count; i++)
        {
            at += reader.Varint();
            if (at >> StreamingLimits.AddressBits != 0) throw new InvalidDataException($"A packed landing at 0x{at:x} has more than {StreamingLimits.AddressBits} bits.");
            addresses.Add(new(at));
        }
        return addresses.ToImmutable();
    }
}

/// <summary>Where one device's payloads landed.</summary>
/// <param name="SourceId">Bus in bits 15:8, device in 7:3, function in 2:0.</param>
/// <param name="Addresses">In rising order once decoded; one address may be there more than once.</param>
public sealed record DeviceLandings(ushort SourceId, ImmutableArray<PhysicalAddress> Addresses);
