using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Platform;

/// <summary>The hardware within one operation: software reaches memory and registers through it, <see cref="Seal"/> makes it a value again.</summary>
public sealed class PlatformWriter(PlatformState from)
{
    public Board Board => from.Board;

    public ulong Seed => from.Seed;

    public MemoryWriter Memory { get; } = from.Memory.Write();

    public VtdUnit Unit { get; private set; } = from.Unit;

    public ImmutableSortedDictionary<PciAddress, PciFunction> Functions { get; private set; } = from.Functions;

    public ProcessorState Processor { get; set; } = from.Processor;

    public DmaLedger Ledger { get; set; } = from.Ledger;

    /// <summary>Register writes so far, of the remapping unit and of functions: hardware state that a step touched.</summary>
    public ImmutableArray<RegisterWrite> RegisterWrites { get; private set; } = [];

    public PlatformState Seal() => new(from.Board, from.Seed, Memory.Seal(), Unit, Functions, Processor, Ledger);

    public ulong ReadRegister(int offset, int size = 8) => Unit.ReadRegister(offset, size);

    public void WriteRegister(int offset, ulong value, int size = 8)
    {
        Unit = Unit.WriteRegister(Memory, offset, value, size);
        RegisterWrites = RegisterWrites.Add(new(offset, value, size));
    }

    /// <summary>A request of a device, through the unit's caches and tables.</summary>
    public DmaTranslation Translate(PciAddress device, Iova iova, PageTables.AccessKind access)
    {
        (Unit, var translation) = Unit.Translate(Memory, device, iova, access, Memory);
        return translation;
    }

    /// <summary>Sets or clears a function's Bus Master Enable.</summary>
    public void SetBusMaster(PciAddress address, bool on) => Change(address, function => function with { BusMaster = on });

    /// <summary>Programs a function's DMA engine; null stops it, as a reset does.</summary>
    public void Program(PciAddress address, DmaEngine? engine) => Change(address, function => function with { Engine = engine });

    private void Change(PciAddress address, Func<PciFunction, PciFunction> change)
    {
        var former = Functions[address];
        var next = change(former);
        if (next == former) return;
        Functions = Functions.SetItem(address, next);
        FunctionWrites++;
    }

    /// <summary>Writes to functions' own registers so far.</summary>
    public int FunctionWrites { get; private set; }
}

/// <summary>A write to the remapping unit's register window.</summary>
public readonly record struct RegisterWrite(int Offset, ulong Value, int Size);
