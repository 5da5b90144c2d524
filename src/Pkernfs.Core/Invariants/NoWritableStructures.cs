using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Invariants;

/// <summary>User space can write to no byte that says what persists.</summary>
public sealed class NoWritableStructures : Invariant
{
    public override string Id => "no-writable-structures";

    public override int Order => 15;

    public override string Title => "User space writes no persistent structure";

    public override string Explanation =>
        "A next kernel believes what it finds: page tables, block lists, the bitmap. Whoever can write there can have a device reach any memory, so no mapping of a process may lead to a page-table file or to metadata with the right to write. As posted a page-table file has the ordinary mmap, and only good manners keep user space out. Claimed while a VMM runs.";

    public override string Source => "RFC 05/18, 12/18, replies";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Medium is not { } medium) yield break;
        foreach (var (vmm, run) in scope.Machine.Vmms.SelectMany(vmm => scope.ProcessReach(vmm).Select(run => (vmm, run))))
        {
            if (!run.Rights.HasFlag(AccessRights.Write)) continue;
            foreach (var piece in Coverage.Inside(new PhysicalRange(run.Output, run.Length), medium.Structures))
            {
                var at = run.Input + (piece.Start - run.Output);
                yield return new(
                    $"{vmm.Title} can write at {at} to {piece}: {scope.OwnerWords(piece.Start)}.",
                    scope.DecidingEntry(vmm, at));
            }
        }
    }
}
