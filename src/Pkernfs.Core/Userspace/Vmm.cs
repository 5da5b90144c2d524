using System.Runtime.InteropServices;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Userspace;

/// <summary>What the VMM does, within one operation: plain system calls on its kernel, and writes through its own mappings.</summary>
public sealed class Vmm(KernelContext kernel, VmmProcess process, GuestLayout guest)
{
    /// <summary>The VMM's own anonymous memory: heap, code and device models of a QEMU-sized process.</summary>
    private static readonly (ulong MiB, int Count) Anonymous = (4, 14);

    /// <summary>Where small mappings of files begin.</summary>
    private const ulong LowestMappings = 0x7e00_0000_0000;

    public VmmProcess Process { get; private set; } = process;

    /// <summary>Starts the process; null where memory is short. Another boot's process gets other addresses: nothing keeps them.</summary>
    /// <param name="name">The guest's name; empty for the only one.</param>
    /// <param name="taken">Process ids that are in use.</param>
    public static Vmm? Start(KernelContext kernel, string binary, GuestLayout guest, string name = "", IReadOnlyCollection<int>? taken = null)
    {
        int pid = 400 + (int)SeededRandom.For(kernel.Hardware.Seed, KernelImage.Hash(binary + name)).Below(4000, out _);
        while (taken?.Contains(pid) == true) pid++;
        if (AddressSpace.Create(kernel, $"VMM {pid}") is not { } space) return null;
        var content = KernelImage.Pattern("anonymous memory", binary);
        for (int i = 0; i < Anonymous.Count; i++)
        {
            if (!kernel.TryAllocateScattered(ByteCount.FromMiB(Anonymous.MiB), ByteCount.FromMiB(2), OwnerClass.Vmm, $"VMM {pid}: anonymous memory", out var place, movable: true)) return null;
            kernel.Memory.TryFill(place, content);
        }
        return new Vmm(kernel, new VmmProcess(pid, binary, space, default, null, []) { Guest = name }, guest);
    }

    /// <summary>Maps the guest's RAM file at an address of this process's own choice.</summary>
    /// <param name="fixedPlace">The address is built into the VMM, the same in each build (MAP_FIXED_NOREPLACE); else each process gets its own.</param>
    public bool TryMapGuestRam(FileBacking file, string name, out string? problem, bool fixedPlace = false)
    {
        var random = SeededRandom.For(kernel.Hardware.Seed, fixedPlace ? 0x4649584544 : (ulong)Process.Pid);
        var at = GuestRamAt(random);
        if (!TryMap(file, name, new(at, guest.Memory), out problem)) return false;
        Process = Process with { GuestRam = new(at, guest.Memory) };
        return true;
    }

    /// <summary>
    /// Below the process's stack at the end of 47 bits, in the terabyte where mmap begins; what does not fit there comes below the other mappings. A guest of
    /// 1 GiB or more gets an address at a multiple of that where entries may be as large, as mmap chooses it for a file that has large pages.
    /// </summary>
    private VirtualAddress GuestRamAt(SeededRandom random)
    {
        const ulong top = 0x7f00_0000_0000, end = 0x7fff_ffff_f000;
        bool large = kernel.Options.Lifts(LiftedLimits.LargeMappings) && guest.Memory >= ByteCount.FromGiB(1);
        ulong shift = large ? random.Below(0x200, out _) << 30 : random.Below(0x4000, out _) << 25;
        return new(guest.Memory.Value <= end - top - shift ? top + shift : LowestMappings - shift - (guest.Memory.Value + (1 << 30) - 1 & ~((1UL << 30) - 1)));
    }

    /// <summary>Puts the guest's kernel into guest RAM, through the mapping.</summary>
    public bool TryLoadGuest(out string? problem)
    {
        var (offset, length) = guest.Image;
        var content = KernelImage.Pattern("guest kernel", "guest");
        if (Process.Memory.Frames(kernel, new(Process.GuestRam.Start + offset, length)) is not { } frames)
        {
            problem = "The guest's kernel does not fit: its RAM is not all mapped.";
            return false;
        }
        foreach (var run in frames)
        {
            kernel.Memory.TryFill(run, content);
            kernel.Hardware.Ledger = kernel.Hardware.Ledger with { Fills = kernel.Hardware.Ledger.Fills.Add(new(run, content)) };
        }
        problem = null;
        return true;
    }

    public void SetFound(InodeNumber file) => Process = Process with { Found = file };

    public void SetContainer(int container) => Process = Process with { Container = container };

    public void SetIommufd(IommufdHandles handles) => Process = Process with { Iommufd = handles };

    /// <summary>Makes vCPUs that have never run.</summary>
    public void CreateProcessors(int count) =>
        Process = Process with { Processors = [.. Enumerable.Range(0, count).Select(number => new VirtualProcessor(number, false, 1))] };

    public void Run(bool running) =>
        Process = Process with { Processors = [.. Process.Processors.Select(processor => processor with { Running = running })] };

    /// <summary>Each running vCPU writes a stamped heartbeat into its page of guest RAM, through the CPU's page tables.</summary>
    public void Beat()
    {
        Span<ulong> words = stackalloc ulong[DmaPayload.Length / sizeof(ulong)];
        var hardware = kernel.Hardware;
        foreach (var processor in Process.Processors)
        {
            if (!processor.Running) continue;
            ulong slot = processor.Sequence % (FrameNumber.SizeInBytes / DmaPayload.Length);
            var at = Process.GuestRam.Start + GuestLayout.HeartbeatPage(processor.Number) + new ByteCount(slot * DmaPayload.Length);
            if (Process.Memory.Translate(kernel, at, AccessKind.Write) is not { } physical) continue;
            var stamp = new LedgerStamp(DmaPayload.ProcessorTag, guest.WriterOf(processor.Number), processor.Sequence, (at - Process.GuestRam.Start).Value);
            stamp.Fill(words);
            kernel.Memory.TryWrite(physical, MemoryMarshal.AsBytes(words));
            hardware.Ledger = hardware.Ledger.WithStamp(physical, stamp);
        }
        Process = Process with { Processors = [.. Process.Processors.Select(processor => processor.Running ? processor with { Sequence = processor.Sequence + 1 } : processor)] };
    }

    /// <summary>Writes the VM's state into a file, through a mapping of it: pkernfs has no write().</summary>
    public bool TrySave(FileBacking file, string name, out string? problem)
    {
        var range = StateRange(name);
        if (!TryMap(file, name, range, out problem)) return false;
        var bytes = new VmState(guest.Memory, Process.Processors).Encode();
        if (Process.Memory.Translate(kernel, range.Start, AccessKind.Write) is { } physical && kernel.Memory.TryWrite(physical, bytes)) return true;
        problem = $"The VM's state could not be written to {name}.";
        return false;
    }

    /// <summary>Reads the VM's state back and makes the vCPUs from it, paused.</summary>
    public bool TryRestore(FileBacking file, string name, out string? problem)
    {
        var range = StateRange(name);
        if (!TryMap(file, name, range, out problem)) return false;
        Span<byte> page = stackalloc byte[FrameNumber.SizeInBytes];
        if (Process.Memory.Translate(kernel, range.Start, AccessKind.Read) is not { } physical || !kernel.Memory.TryRead(physical, page))
        {
            problem = $"The VM's state could not be read from {name}.";
            return false;
        }
        if (VmState.Decode(page, out problem) is not { } state) return false;
        if (state.GuestMemory != guest.Memory)
        {
            problem = $"the saved VM state is of a guest with {state.GuestMemory}, this one has {guest.Memory}.";
            return false;
        }
        Process = Process with { Processors = state.Processors };
        return true;
    }

    private VirtualRange StateRange(string name) =>
        new(new(LowestMappings + (KernelImage.Hash(name + Process.Pid) % 0x1000 << 21)), new(PkernfsLayout.BlockSize));

    private bool TryMap(FileBacking file, string name, VirtualRange where, out string? problem)
    {
        var mapped = Process.Memory.MapFile(kernel, file, name, where, $"VMM {Process.Pid}", out problem);
        if (mapped is null) return false;
        Process = Process with { Memory = mapped };
        return true;
    }
}
