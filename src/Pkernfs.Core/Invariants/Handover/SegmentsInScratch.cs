using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>(f) The next kernel is copied into scratch and nowhere else.</summary>
public sealed class SegmentsInScratch : Invariant
{
    public override string Id => "segments-in-scratch";

    public override int Order => 26;

    public override string Title => "The next kernel is copied into scratch only";

    public override string Explanation =>
        "What relocation writes over is gone, handed over or not. Scratch is the one place where nothing is that must stay, so each destination of the kexec page list must lie there. Claimed from when the next kernel is loaded until the jump, and between the kernels until it is copied.";

    public override string Source => "KHO, kernel/kexec_file.c";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.HandsOver;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        var scratch = Coverage.Join(scope.Scratch);
        var list = scope.Kernel is { } kernel && !scope.HasJumped ? kernel.NextKernel?.PageList
            : scope.Kernel is null && scope.Platform.Processor.Next != default ? scope.Platform.Processor.InstructionPointer : null;
        if (list is not { } head || scratch.IsEmpty) yield break;
        foreach (var (entry, page) in KimageDestinations.Of(scope.Memory, head))
        {
            if (Coverage.Outside(page, scratch).Any())
                yield return new($"The kexec page list copies to {page}, outside scratch.", new(entry, new(sizeof(ulong))));
        }
    }
}
