using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Invariants;

/// <summary>What Kexec HandOver hands on.</summary>
public sealed partial class InvariantScope
{
    private Lazy<HandoverTrail?>? _handover;

    /// <summary>True while early boot may use scratch alone, since it does not know yet what was handed over.</summary>
    public bool IsConfined => Kernel is { Pages.Only.IsEmpty: false };

    /// <summary>
    /// The handover as its bytes are: from when reboot() has frozen it, or without an orchestrator from when it shuts down, over the jump, until the next kernel has walked the record of preserved memory and its pages are
    /// anybody's again. Null at any other time, and where nothing is handed over.
    /// </summary>
    public HandoverTrail? Handover => IsHandedOver ? Trail : null;

    /// <summary>The scratch areas as the first kernel's array in memory has them; none where there is no array.</summary>
    public ImmutableArray<PhysicalRange> Scratch =>
        OldKernel is { Scratch.IsEmpty: false } kernel
            ? ScratchAreas.Read(Memory, kernel.ScratchArray, (ulong)kernel.Scratch.Length * ScratchAreas.EntrySize, out _) ?? kernel.Scratch : [];

    /// <summary>Folios of handed-over memfds, and named regions, that nobody has taken over yet, and nobody has for something else.</summary>
    public IEnumerable<PhysicalRange> HandedOverFolios
    {
        get
        {
            if (!HasJumped || Other(BeforeJump!).Trail is not { } trail) return [];
            if (Kernel is not { Pages.Allocations.IsEmpty: false } kernel || IsConfined) return trail.Folios;
            var held = Coverage.Join(kernel.Pages.Allocations.Where(allocation => allocation.Kind == OwnerClass.HandoverMetadata).Select(allocation => allocation.Range));
            return trail.Folios.SelectMany(folio => Coverage.Inside(folio, held));
        }
    }

    private KernelState? OldKernel => HasJumped ? BeforeJump!.Machine.Kernel : Kernel;

    private bool IsHandedOver => HasJumped
        ? Kernel is null or { Pages.Usable.IsEmpty: true } || IsConfined
        : Step.Phase == Phase.Kexec && Kernel is { Orchestrator.Frozen: true } or { Orchestrator: null, Handover: not null, NextKernel: not null };

    private HandoverTrail? Trail => (_handover ??= new(() => OldKernel is { Handover.Tree: var tree } ? new HandoverTrail(HandoverReading.At(Memory, tree)) : null)).Value;
}
