using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Dumps;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>
/// A second opinion on a machine's IOMMU tables: QEMU's intel-iommu over the machine's memory, with a DMA engine at
/// every requester id of interest. Legacy mode, second-stage tables of 3 or 4 levels (what QEMU 7.2 implements).
/// Bus mastering is always on here: whether the real function may speak at all is not this class's question.
/// Where QEMU is known to differ from the specification: it takes 2 MiB and 1 GiB leaves whatever CAP.SLLPS says,
/// and ignores bit 7 of a last-level entry.
/// </summary>
public sealed partial class QemuIommu : IDisposable
{
    /// <summary>RAM of an instance reaches at least to here: 6 GiB of it.</summary>
    private static readonly PhysicalAddress LeastRamEnd = new(0x2_0000_0000);

    private readonly string _folder;
    private readonly GuestRam _ram;
    private readonly QemuProcess _process;
    private readonly TranslationLog _log;
    private readonly RemappingUnit _unit;
    private readonly Dictionary<PciAddress, EduFunction> _functions;
    private MachineDump _dump;

    private QemuIommu(MachineDump dump, BoardPlan plan)
    {
        _dump = dump;
        _folder = NewFolder(dump.Memory.ResidentBytes);
        try
        {
            string ramFile = Path.Combine(_folder, "ram");
            _ram = new GuestRam(ramFile, dump.RamEnd > LeastRamEnd ? dump.RamEnd : LeastRamEnd);
            _process = new QemuProcess(_folder, ramFile, _ram.Size, plan);
            _log = new TranslationLog(_process.LogFile);
            plan.Configure(new PciConfiguration(_process.Qtest));
            _unit = new RemappingUnit(_process.Qtest);
            _functions = plan.Functions.ToDictionary(f => f.Address, f => new EduFunction(_process.Qtest, f.Address, f.RegisterBase));
            Skipped = plan.Skipped;
            Load(dump);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The functions that can be asked about.</summary>
    public IReadOnlyCollection<PciAddress> Functions => _functions.Keys;

    /// <summary>The functions wanted that cannot be asked about, each with the reason.</summary>
    public IReadOnlyList<SkippedFunction> Skipped { get; }

    /// <summary>What QEMU's unit says it can do: CAP and ECAP.</summary>
    public (ulong Capability, ulong ExtendedCapability) Capabilities => (_unit.Capability, _unit.ExtendedCapability);

    /// <summary>Starts QEMU with a DMA engine at each of <paramref name="functions"/>, and loads <paramref name="dump"/>.</summary>
    /// <exception cref="IOException">QEMU does not start or does not answer.</exception>
    public static QemuIommu Start(MachineDump dump, IEnumerable<PciAddress> functions) => new(dump, new BoardPlan(functions));

    /// <summary>Puts another machine's memory and registers in place of the present one's. The dump must stay open while asked about.</summary>
    /// <exception cref="ArgumentException">The dump's RAM does not fit this instance, or its root table is not in legacy mode.</exception>
    public void Load(MachineDump dump)
    {
        if (dump.RootTableRegister % FrameNumber.SizeInBytes != 0)
        {
            throw new ArgumentException($"RTADDR 0x{dump.RootTableRegister:x} is not in legacy mode (bits 11:10); this oracle knows no other.", nameof(dump));
        }
        foreach (var run in dump.Memory.Runs)
        {
            if (run.Range.End > _ram.DumpEnd || !_ram.Contains(run.Range))
            {
                throw new ArgumentException($"Memory {run.Range} has no place here: RAM is below {new PhysicalAddress(GuestRam.LowEnd)} and from {new PhysicalAddress(GuestRam.HighStart)} to {_ram.DumpEnd}.", nameof(dump));
            }
        }
        _unit.Translate(false);
        _ram.Clear();
        dump.Memory.CopyTo((address, bytes) => _ram.Write(address, bytes));
        _unit.SetRootTable(dump.RootTableRegister);
        _dump = dump;
    }

    public void Dispose()
    {
        _log?.Dispose();
        _process?.Dispose();
        _ram?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>In memory where there is room for the resident bytes and as many again, else on disk.</summary>
    private static string NewFolder(ulong residentBytes)
    {
        const string memory = "/dev/shm";
        bool fits = Directory.Exists(memory) && new DriveInfo(memory).AvailableFreeSpace > (long)(2 * residentBytes) + (64 << 20);
        string folder = Path.Combine(fits ? memory : Path.GetTempPath(), "pkernfs-oracle-" + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }
}
