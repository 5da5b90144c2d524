using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>Each page that a carried device reaches is counted as pinned.</summary>
public sealed class PinsCoverMapped : Invariant
{
    public override string Id => "pins-cover-mapped";

    public override int Order => 13;

    public override string Title => "Pins cover all that is mapped";

    public override string Explanation =>
        "A page that a device reaches must not be given to anybody else while it does, and pins are how the running kernel knows; too few of them, and an unmap gives back what it never held. Pin counts are kernel objects, so they end with the first kernel, and user space makes them again late in the restore: in between nothing but the carve-out protects the memory. "
        + "Claimed in boot 1 from when the function is attached to user space's domain until the jump, and in boot 2 once user space has restored all its mappings (after row 24; in another order of restore, once the guest runs or the restore is over; behind a temporary domain, once user space's own has taken its place).";

    public override string Source => "RFC 16/18, replies";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        foreach (var function in scope.CarriedFunctions.Where(scope.RecordsAreDue))
        {
            var records = scope.DmaRecords(function);
            foreach (var record in records.Where(record => record.PinnedPages < record.Range.Length.PagesRoundedUp))
            {
                yield return new(
                    $"{record.Keeper} pins {record.PinnedPages} pages for IOVA {record.Range}, which has {record.Range.Length.PagesRoundedUp}.",
                    scope.DecidingEntry(function, record.Range.Start),
                    function);
            }
            var pinned = Coverage.Join(records.Select(record => record.Range));
            foreach (var run in scope.Reach(function))
            {
                foreach (var range in Coverage.Outside(new IovaRange(run.Input, run.Length), pinned))
                {
                    yield return new(
                        $"{function} reaches {new PhysicalRange(run.Output + (range.Start - run.Input), range.Length)} at IOVA {range.Start}, and nobody has it pinned.",
                        scope.DecidingEntry(function, range.Start),
                        function);
                }
            }
        }
    }
}
