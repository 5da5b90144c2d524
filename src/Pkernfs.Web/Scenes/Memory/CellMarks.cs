using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Letters of cells. Blocks: S super block, I inodes, R root tables, M mappings, D domain tables, C container, L sessions. Pages: BM bitmap, RT, CT, L4 to L1, HR a container's header with records, RC more records.</summary>
public static class CellMarks
{
    public static ImmutableArray<CellMark> OfBlocks(ImmutableArray<SceneExtent> blocks) =>
    [
        .. from block in blocks
           let letters = BlockLetters(block)
           where letters.Length > 0
           select new CellMark(block.Range, letters, block.Fill),
    ];

    public static ImmutableArray<CellMark> OfPages(OwnershipMap map, PhysicalRange? region) => region is not { } carveOut ? [] :
    [
        .. from extent in map.Within(carveOut)
           where extent.Range.Length == ByteCount.Page || extent.Class is OwnerClass.RootAndContext or OwnerClass.DomainPageTable
           let letters = PageLetters(extent)
           where letters.Length > 0
           select new CellMark(extent.Range, letters, MapFills.Of(extent)),
    ];

    private static string BlockLetters(SceneExtent block) => block.Fill switch
    {
        MapFill.RootAndContext => "R",
        MapFill.SecondStage when block.Words.StartsWith("container", StringComparison.Ordinal) => "C",
        MapFill.SecondStage => "D",
        MapFill.Metadata when block.Words.StartsWith("sessions", StringComparison.Ordinal) => "L",
        MapFill.Metadata when block.Words.StartsWith("super block", StringComparison.Ordinal) => "S",
        MapFill.Metadata when block.Words.StartsWith("inode", StringComparison.Ordinal) => "I",
        MapFill.Metadata => "M",
        _ => "",
    };

    private static string PageLetters(OwnedExtent extent)
    {
        string role = extent.Label[(extent.Label.LastIndexOf(": ", StringComparison.Ordinal) is var colon && colon >= 0 ? colon + 2 : 0)..];
        return role switch
        {
            "page bitmap" => "BM",
            "root table" => "RT",
            "header and records" => "HR",
            "records" => "RC",
            _ when role.StartsWith("context table", StringComparison.Ordinal) => "CT",
            _ when role.StartsWith("level ", StringComparison.Ordinal) => "L" + role[6],
            "top page" => "L4",
            _ => "",
        };
    }
}
