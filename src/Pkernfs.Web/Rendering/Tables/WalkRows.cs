using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Web.Rendering.Tables;

/// <summary>A walk as rows: each entry that it reads, and where it ends.</summary>
internal static class WalkRows
{
    public static IEnumerable<ImmutableArray<TableCell>> Of(TranslationWalk walk, MomentInspection moment, PhysicalMemory memory)
    {
        foreach (var step in walk.ByMemory.Path)
        {
            var role = moment.RoleOf(step.EntryAddress);
            string value = memory.TryReadWord(role.Range.Start, out ulong word) ? $"0x{word:x16}" : "";
            yield return RunTables.Row(role.Title, step.EntryAddress.ToString(), value, role.Decoded?.Summary ?? "");
        }
        yield return walk.ByMemory.ReachesMemory
            ? RunTables.Row("memory", walk.ByMemory.Physical.ToString(), "", walk.Destination?.Label ?? "")
            : RunTables.Row("refused", "", walk.ByMemory.Fault is { } fault ? $"0x{(byte)fault:x}" : "", walk.ByMemory.Fault is { } reason ? FaultReasons.Describe(reason) : walk.ByMemory.Outcome.ToString());
    }
}
