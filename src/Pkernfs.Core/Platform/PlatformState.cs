using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Platform;

/// <summary>
/// The hardware at one moment, as a value: all that is still there when no kernel runs.
/// </summary>
/// <param name="Seed">What RDRAND, device timing and image contents come from.</param>
public sealed record PlatformState(
    Board Board,
    ulong Seed,
    PhysicalMemory Memory,
    VtdUnit Unit,
    ImmutableSortedDictionary<PciAddress, PciFunction> Functions,
    ProcessorState Processor,
    DmaLedger Ledger)
{
    /// <summary>The board just powered on: RAM empty, the unit reset, no function a bus master.</summary>
    public static PlatformState PowerOn(Board board, ulong seed) => new(
        board,
        seed,
        PhysicalMemory.Empty(board.Ram),
        VtdUnit.Reset(board.RemappingUnit),
        board.Functions.ToImmutableSortedDictionary(function => function.Address, function => new PciFunction(function, false, null)),
        new ProcessorState(default, default),
        DmaLedger.Empty);
}

/// <summary>What the boot processor carries in its registers from one piece of software to the next.</summary>
/// <param name="InstructionPointer">What it executes next: a kernel's entry, or between kernels the page list that the relocation code follows.</param>
/// <param name="BootParameters">RSI: where the boot parameters ("zero page") are.</param>
/// <param name="Next">Between kernels, where the relocation code will jump; else zero.</param>
public sealed record ProcessorState(PhysicalAddress InstructionPointer, PhysicalAddress BootParameters, PhysicalAddress Next = default);
