using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Before any kernel: what firmware and its boot loader leave in memory.</summary>
internal static class FirmwareSteps
{
    /// <summary>Where a loader puts things by the x86 boot protocol: low memory for parameters, 1 MiB for the kernel.</summary>
    private static readonly PhysicalAddress BootParametersAt = new(0x90000), CommandLineAt = new(0x91000), KernelAt = new(0x100000);

    public static IEnumerable<StepDefinition> PowerOn()
    {
        yield return new(
            "power-on", Phase.Boot1, Actor.Firmware, null, null,
            "Power on",
            "RAM holds nothing yet. Firmware finds out where it is, puts the ACPI tables at its top end below 4 GiB, and describes both to whoever boots next: the E820 map says what is RAM, the DMAR table says where the remapping unit is. The unit is in its reset state: translation off, faults masked.",
            "ACPI 6, VT-d 8.1",
            WriteFirmwareTables);
        yield return new(
            "load-kernel-a", Phase.Boot1, Actor.Firmware, null, null,
            "Load kernel A",
            "The boot loader places the compressed kernel and its initial ramdisk in memory and fills the boot parameters: the firmware's map, where the command line stands, where the ramdisk is. This page is all that a kernel learns about its machine at its first instruction.",
            "x86 boot protocol",
            LoadKernelA);
    }

    private static void WriteFirmwareTables(Operation operation)
    {
        var hardware = operation.Hardware;
        int known = 0;
        foreach (var table in hardware.Board.FirmwareTables)
        {
            var bytes = table.Content.AsSpan();
            if (bytes.IsEmpty) bytes = System.Text.Encoding.ASCII.GetBytes(table.Signature);
            else known++;
            hardware.Memory.TryWrite(table.Range.Start, bytes);
        }
        operation.Say($"This board has {hardware.Board.FirmwareTables.Length} ACPI tables; of {known} the file that describes the board holds the bytes, of the others only signature and place are known.");
    }

    private static void LoadKernelA(Operation operation)
    {
        var (memory, board) = (operation.Hardware.Memory, operation.Hardware.Board);
        var usable = PageAllocator.Over(board.FirmwareMap.Where(range => range.Kind == FirmwareRangeKind.Usable).Select(range => range.Range));
        KernelImage.WriteBzImage(memory, KernelAt, operation.Plan.KernelA.Release);
        // Loaders put the ramdisk as high below 4 GiB as they find RAM.
        if (!usable.TryTopDown(KernelImage.RamdiskSize, ByteCount.Page, new(1UL << 32), out var ramdisk))
        {
            operation.Fail($"The loader finds no {KernelImage.RamdiskSize} of usable RAM below 4 GiB for the initial ramdisk.");
            return;
        }
        KernelImage.WriteRamdisk(memory, ramdisk.Start, operation.Plan.KernelA.Release);
        new BootParameters(board.FirmwareMap, operation.Plan.KernelA.CommandLine, CommandLineAt, ramdisk).Write(memory, BootParametersAt, CommandLineAt);
        operation.Hardware.Processor = new(KernelAt, BootParametersAt);
        operation.Say($"Kernel at {KernelAt}, ramdisk at {ramdisk.Start}, command line: \"{operation.Plan.KernelA.CommandLine}\".");
    }
}
