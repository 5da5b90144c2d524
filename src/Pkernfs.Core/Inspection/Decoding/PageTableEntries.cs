using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>Entries of page tables at every level: VT-d second stage (VT-d 9.8) and x86-64 (Intel SDM volume 3, 5.5).</summary>
public static class PageTableEntries
{
    private static readonly string[] Sizes = ["4 KiB", "2 MiB", "1 GiB"];

    /// <param name="level">1 for the tables whose entries map 4 KiB, up to 5.</param>
    public static DecodedEntry SecondStageAt(PhysicalAddress address, ulong entry, int level, PageTableLimits limits)
    {
        string kind = $"second-stage entry, level {level}";
        const string source = "VT-d 9.8";
        var fields = new FieldList(entry)
            .Flag(0, "R", "reads allowed", "no reads")
            .Flag(1, "W", "writes allowed", "no writes");
        if (!SecondStage.IsPresent(entry))
            return fields.Ignored(63, 2, "not looked at: neither R nor W").Entry(kind, address, source, "not present: DMA here faults with 0x5 or 0x6");

        bool leaf = SecondStage.IsLeaf(entry, level);
        fields.Ignored(6, 2).Ignored(10, 8);
        PageSize(fields, entry, level, limits, level == 1);
        if (leaf && limits.SnoopControl) fields.Flag(11, "SNP", "snooping forced", "as the request says");
        else fields.Reserved(11, 11, "SNP, reserved here");
        AddressBits(fields, level, leaf, limits, 12);
        if (leaf && limits.TransientMapping) fields.Flag(62, "TM", "transient mapping", "lasting mapping");
        else fields.Reserved(62, 62, "TM, reserved here");
        fields.Ignored(61, 52).Ignored(63, 63);
        return fields.Entry(kind, address, source, Summary(SecondStage.Output(entry, level, limits), level, leaf, RightsOf(SecondStage.Rights(entry))));
    }

    /// <param name="level">1 for page tables, 2 page directories, up to 5.</param>
    public static DecodedEntry X86At(PhysicalAddress address, ulong entry, int level, PageTableLimits limits)
    {
        string kind = $"x86-64 entry, level {level}";
        const string source = "Intel SDM 3, 5.5";
        var fields = new FieldList(entry).Flag(0, "P", "present", "not present: touching it is a page fault");
        if (!X86Paging.IsPresent(entry)) return fields.Ignored(63, 1, "software's own").Entry(kind, address, source, "not present");

        bool leaf = X86Paging.IsLeaf(entry, level);
        bool large = leaf && level > 1;
        fields.Flag(1, "R/W", "writes allowed", "read-only")
            .Flag(2, "U/S", "user mode too", "kernel only")
            .Flag(3, "PWT", "write-through", "write-back")
            .Flag(4, "PCD", "not cached", "cached")
            .Flag(5, "A", "used since cleared", "not used");
        if (leaf) fields.Flag(6, "D", "written since cleared", "not written").Flag(8, "G", "kept over CR3 loads", "not global");
        else fields.Ignored(6, 6).Ignored(8, 8);
        if (level == 1) fields.Flag(7, "PAT", "memory type by PAT", "memory type by PCD, PWT");
        else PageSize(fields, entry, level, limits, false);
        fields.Ignored(11, 9, "software's own");
        if (large) fields.Flag(12, "PAT", "memory type by PAT", "memory type by PCD, PWT");
        AddressBits(fields, level, leaf, limits, large ? 13 : 12);
        fields.Ignored(58, 52, "software's own");
        if (leaf) fields.Number(62, 59, "PKEY", "protection key");
        else fields.Ignored(62, 59, "software's own");
        fields.Flag(63, "XD", "no execution", "execution allowed");
        return fields.Entry(kind, address, source, Summary(X86Paging.Output(entry, level, limits), level, leaf, RightsOf(X86Paging.Rights(entry))));
    }

    private static void PageSize(FieldList fields, ulong entry, int level, PageTableLimits limits, bool ignored)
    {
        if (ignored) fields.Ignored(7, 7);
        else if (limits.AllowsLeaf(level)) fields.Flag(7, "PS", $"maps a page of {Sizes[level - 1]}", "points to a table");
        else fields.Reserved(7, 7, level <= PageTableGeometry.HighestLeafLevel ? "PS: such large pages are not supported" : "PS, reserved at this level");
    }

    private static void AddressBits(FieldList fields, int level, bool leaf, PageTableLimits limits, int lowest)
    {
        int low = leaf ? PageTableGeometry.EntryShift(level) : PageTableGeometry.PageShift;
        if (low > lowest) fields.Reserved(low - 1, lowest, "below a large page's address");
        fields.Address(limits.OutputWidth - 1, low, leaf ? "PAGE" : "TABLE", leaf ? "the page it maps" : $"table of level {level - 1}");
        if (limits.OutputWidth < PageTableGeometry.WidestOutput)
            fields.Reserved(PageTableGeometry.WidestOutput - 1, limits.OutputWidth, "address bits that the platform lacks");
    }

    private static string Summary(PhysicalAddress output, int level, bool leaf, string rights) =>
        leaf ? $"maps {PageTableGeometry.EntryCovers(level)} at {output}, {rights}" : $"table of level {level - 1} at {output}, {rights}";

    internal static string RightsOf(AccessRights rights) => rights switch
    {
        AccessRights.ReadWrite => "read and write",
        AccessRights.Read => "read only",
        AccessRights.Write => "write only",
        _ => "no access",
    };
}
