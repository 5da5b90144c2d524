using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Variants by the words that scenario files have for them.</summary>
public static class VariantNames
{
    private const string DiscoveryKey = "discovery", MemoryKey = "memory", LayoutKey = "vmm-layout", OrderKey = "restore-order";

    private static readonly ImmutableArray<(string Name, Discovery Value)> Discoveries =
        [("reinjected-file", Discovery.ReinjectedFile), ("procfs-listing", Discovery.ProcfsListing), ("luo-session", Discovery.LuoSession)];

    private static readonly ImmutableArray<(string Name, PersistentMemory Value)> Memories =
        [("carve-out", PersistentMemory.CarveOut), ("dynamic", PersistentMemory.Dynamic)];

    private static readonly ImmutableArray<(string Name, VmmLayout Value)> Layouts = [("other", VmmLayout.Other), ("same", VmmLayout.Same)];

    private static readonly ImmutableArray<(string Name, RestoreOrder Value)> Orders =
        [("mappings-first", RestoreOrder.MappingsFirst), ("device-first", RestoreOrder.DeviceFirst), ("processors-first", RestoreOrder.ProcessorsFirst)];

    /// <summary>The variants' names, in the order in which people list them.</summary>
    public static ImmutableArray<string> Keys { get; } = [DiscoveryKey, MemoryKey, LayoutKey, OrderKey];

    /// <summary>The values of a variant; none for a name that is no variant's.</summary>
    public static IEnumerable<string> Values(string key) => key switch
    {
        DiscoveryKey => Discoveries.Select(entry => entry.Name),
        MemoryKey => Memories.Select(entry => entry.Name),
        LayoutKey => Layouts.Select(entry => entry.Name),
        OrderKey => Orders.Select(entry => entry.Name),
        _ => [],
    };

    /// <summary>Sets one variant to the value of that name; false where there is none.</summary>
    public static bool TryRead(string key, string value, Variants variants, out Variants changed)
    {
        changed = variants;
        if (!Values(key).Contains(value, StringComparer.Ordinal)) return false;
        changed = key switch
        {
            DiscoveryKey => variants with { Discovery = Discoveries.First(entry => entry.Name == value).Value },
            MemoryKey => variants with { Memory = Memories.First(entry => entry.Name == value).Value },
            LayoutKey => variants with { VmmLayout = Layouts.First(entry => entry.Name == value).Value },
            _ => variants with { Order = Orders.First(entry => entry.Name == value).Value },
        };
        return true;
    }

    /// <summary>What differs from an approach's usual, "discovery: procfs-listing"; none where nothing does.</summary>
    public static ImmutableArray<string> Words(Variants variants) =>
    [
        .. Discoveries.Where(entry => entry.Value == variants.Discovery).Select(entry => $"{DiscoveryKey}: {entry.Name}"),
        .. Memories.Where(entry => entry.Value == variants.Memory).Select(entry => $"{MemoryKey}: {entry.Name}"),
        .. Layouts.Where(entry => entry.Value == variants.VmmLayout && entry.Value != VmmLayout.Other).Select(entry => $"{LayoutKey}: {entry.Name}"),
        .. Orders.Where(entry => entry.Value == variants.Order).Select(entry => $"{OrderKey}: {entry.Name}"),
    ];
}
