using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>No block is taken without an owner.</summary>
public sealed class NoLeakedBlocks : Invariant
{
    public override string Id => "no-leaked-blocks";

    public override int Order => 3;

    public override string Title => "No block is lost";

    public override string Explanation =>
        "A block whose bit is set, but that no file owns, can be neither used nor freed until the region is formatted. It endangers nothing, so it is told apart from a block with two owners; but a region that loses blocks at every update is full after some of them. Claimed whenever the region is formatted.";

    public override string Source => "RFC 04/18";

    public override bool AppliesTo(LiveUpdatePlan plan) => Approaches.Of(plan).UsesRegion(plan);

    public override IEnumerable<Violation> Check(InvariantScope scope) =>
        from problem in scope.Medium?.Problems ?? []
        where problem.Kind is MediumProblemKind.Leaked or MediumProblemKind.LostInode
        select new Violation(problem.Sentence, problem.Bytes);
}
