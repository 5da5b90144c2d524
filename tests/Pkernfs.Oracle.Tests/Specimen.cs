using Pkernfs.Oracle.Tests.Dumps;

namespace Pkernfs.Oracle.Tests;

/// <summary>One machine with an example of everything that a legacy-mode walk can meet (VT-d 9.1, 9.3, 9.8).</summary>
public static class Specimen
{
    public const ulong Read = 1;
    public const ulong Write = 2;
    public const ulong ReadWrite = 3;
    public const ulong LargePage = 1 << 7;
    public const ulong Present = 1;

    /// <summary>No RAM and no register of q35 answers there.</summary>
    public const ulong Hole = 0xb000_0000;

    private const ulong FaultProcessingDisable = 2;
    private const ulong TypePassThrough = 2 << 2;
    private const ulong TypeReserved = 3 << 2;

    private const ulong Context0 = 0x1_1000;
    private const ulong Context1 = 0x1_2000;
    private const ulong Level4 = 0x2_0000;
    private const ulong Level3 = 0x2_1000;
    private const ulong Level2 = 0x2_2000;
    private const ulong Level1 = 0x2_3000;
    private const ulong BehindReadOnly = 0x2_4000;
    private const ulong OtherLevel3 = 0x3_0000;
    private const ulong OtherLevel2 = 0x3_1000;
    private const ulong OtherLevel1 = 0x3_2000;

    public static HandWrittenMachine Machine { get; } = Build();

    private static HandWrittenMachine Build()
    {
        var machine = new HandWrittenMachine();
        WriteRootAndContexts(machine);
        WriteTables(machine);
        machine.Entry(OtherLevel3, 0, OtherLevel2 | ReadWrite);
        machine.Entry(OtherLevel2, 0, OtherLevel1 | ReadWrite);
        machine.Entry(OtherLevel1, 0, 0x90_0000 | ReadWrite);
        return machine;
    }

    private static void WriteRootAndContexts(HandWrittenMachine machine)
    {
        machine.RootEntry(0, Context0 | Present);
        machine.RootEntry(1, Context1 | Present);
        machine.RootEntry(0x80, Context1 | Present, high: 1ul << 40);
        machine.ContextEntry(Context0, Places.Plain, Level4 | Present, Context(width: 2, domain: 5));
        machine.ContextEntry(Context0, Places.SecondFunction, OtherLevel3 | Present, Context(width: 1, domain: 6));
        machine.ContextEntry(Context0, Places.NotPresent, Level4, Context(width: 2, domain: 5));
        machine.ContextEntry(Context0, Places.BadWidth, Level4 | Present, Context(width: 3, domain: 5));
        machine.ContextEntry(Context0, Places.PassThrough, TypePassThrough | Present, Context(width: 2, domain: 7));
        machine.ContextEntry(Context0, Places.FaultsDisabled, Level4 | FaultProcessingDisable | Present, Context(width: 2, domain: 5));
        machine.ContextEntry(Context0, Places.ThreeLevels, Level3 | Present, Context(width: 1, domain: 8));
        machine.ContextEntry(Context0, Places.ReservedContext, Level4 | Present, Context(width: 2, domain: 5) | (1ul << 30));
        machine.ContextEntry(Context0, Places.UnreadableTop, Hole | Present, Context(width: 2, domain: 9));
        machine.ContextEntry(Context0, Places.ReservedType, Level4 | TypeReserved | Present, Context(width: 2, domain: 5));
        machine.ContextEntry(Context0, Places.OfTheBoard, Level4 | Present, Context(width: 2, domain: 5));
        machine.ContextEntry(Context1, Places.BehindRootPort, OtherLevel3 | Present, Context(width: 1, domain: 6));
        machine.ContextEntry(Context1, Places.DeepBehindRootPort, Level4 | Present, Context(width: 2, domain: 5));
    }

    private static void WriteTables(HandWrittenMachine machine)
    {
        machine.Entry(Level4, 0, Level3 | ReadWrite);
        machine.Entry(Level4, 1, Level3 | LargePage | ReadWrite);
        machine.Entry(Level3, 0, Level2 | ReadWrite);
        machine.Entry(Level3, 1, 0x4000_0000 | LargePage | ReadWrite);
        machine.Entry(Level3, 2, 0x4000_1000 | LargePage | ReadWrite);
        machine.Entry(Level2, 0, Level1 | ReadWrite);
        machine.Entry(Level2, 1, 0x80_0000 | LargePage | ReadWrite);
        machine.Entry(Level2, 2, 0x80_1000 | LargePage | ReadWrite);
        machine.Entry(Level2, 3, BehindReadOnly | Read);
        machine.Entry(Level2, 4, Hole | ReadWrite);
        machine.Entry(Level1, 0, 0x70_0000 | ReadWrite);
        machine.Entry(Level1, 1, 0x70_1000 | Read);
        machine.Entry(Level1, 2, 0x70_2000 | Write);
        machine.Entry(Level1, 4, 0x70_4000 | (1ul << 50) | ReadWrite);
        machine.Entry(Level1, 5, 0x1_0000_3000 | ReadWrite);
        machine.Entry(Level1, 6, Level1 | ReadWrite);
        machine.Entry(Level1, 7, Hole | ReadWrite);
        machine.Entry(Level1, 8, 0xa_0000 | ReadWrite);
        machine.Entry(Level1, 9, 0xf_f000 | ReadWrite);
        machine.Entry(BehindReadOnly, 0, 0x70_5000 | ReadWrite);
    }

    private static ulong Context(ulong width, ulong domain) => width | (domain << 8);
}
