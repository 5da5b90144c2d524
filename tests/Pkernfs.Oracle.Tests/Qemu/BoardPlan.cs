using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>A requester id that cannot be asked about, and why.</summary>
public sealed record SkippedFunction(PciAddress Address, string Reason);

/// <summary>Where a DMA engine sits on the board.</summary>
/// <param name="RegisterBase">Where its registers are put.</param>
public sealed record PlannedFunction(PciAddress Address, ulong RegisterBase);

/// <summary>A root port, with the one bus behind it and the window of addresses that it forwards.</summary>
public sealed record PlannedRootPort(PciAddress Address, byte Bus, ulong WindowStart, ulong WindowLast);

/// <summary>Which function goes where on a q35 board so that given requester ids can be asked about.</summary>
public sealed class BoardPlan
{
    /// <summary>Device registers from here: above RAM and the unused configuration window, below the I/O APIC.</summary>
    private const ulong RegistersStart = 0xc000_0000;

    private const ulong RegistersEnd = 0xfe00_0000;
    private const ulong RegistersSize = 0x10_0000;

    private readonly List<PlannedFunction> _functions = [];
    private readonly List<PlannedRootPort> _rootPorts = [];
    private readonly List<SkippedFunction> _skipped = [];

    public BoardPlan(IEnumerable<PciAddress> wanted)
    {
        var askable = new List<PciAddress>();
        foreach (var address in wanted.Distinct().Order())
        {
            if (WhyNot(address) is { } reason) _skipped.Add(new SkippedFunction(address, reason));
            else askable.Add(address);
        }
        var freePorts = FreeRootPorts(askable);
        ulong next = RegistersStart;
        foreach (var bus in askable.GroupBy(address => address.Bus))
        {
            ulong start = next;
            foreach (var address in bus)
            {
                if (next == RegistersEnd) throw new ArgumentException("Too many functions: their registers do not fit below 4 GiB.", nameof(wanted));
                _functions.Add(new PlannedFunction(address, next));
                next += RegistersSize;
            }
            if (bus.Key == 0) continue;
            if (!freePorts.TryDequeue(out var port)) throw new ArgumentException("Too many buses: no place on bus 0 is left for a root port.", nameof(wanted));
            _rootPorts.Add(new PlannedRootPort(port, bus.Key, start, next - 1));
        }
    }

    public IReadOnlyList<PlannedFunction> Functions => _functions;

    public IReadOnlyList<PlannedRootPort> RootPorts => _rootPorts;

    public IReadOnlyList<SkippedFunction> Skipped => _skipped;

    /// <summary>The devices, as QEMU's command line names them; each root port before what sits behind it.</summary>
    public IEnumerable<string> DeviceArguments()
    {
        foreach (var port in _rootPorts)
        {
            yield return $"pcie-root-port,id=bus{port.Bus},bus=pcie.0,addr={port.Address.Device:x}.{port.Address.Function},multifunction=on,chassis={port.Bus}";
        }
        foreach (var function in _functions)
        {
            var address = function.Address;
            string bus = address.Bus == 0 ? "pcie.0" : $"bus{address.Bus}";
            yield return $"edu,bus={bus},addr={address.Device:x}.{address.Function},multifunction=on,dma_mask=0xffffffffffffffff";
        }
    }

    /// <summary>Configures buses, windows, registers and bus mastering, as firmware would.</summary>
    public void Configure(PciConfiguration pci)
    {
        pci.OpenLowMemory();
        foreach (var port in _rootPorts) pci.ConfigureRootPort(port);
        foreach (var function in _functions) pci.ConfigureFunction(function);
    }

    private static string? WhyNot(PciAddress address) => address switch
    {
        { Segment: not 0 } => "The q35 board has segment 0 only.",
        { Bus: 0, Device: 0 } => "The q35 host bridge is at 00:00.0, a device of a single function.",
        { Bus: 0, Device: 0x1f, Function: 0 } => "The q35 ISA bridge is at 00:1f.0.",
        _ => null,
    };

    /// <summary>Places for root ports, from the top of bus 0 down, in devices of which no function is wanted.</summary>
    private static Queue<PciAddress> FreeRootPorts(IEnumerable<PciAddress> wanted)
    {
        var taken = wanted.Where(address => address.Bus == 0).Select(address => (int)address.Device).ToHashSet();
        return new Queue<PciAddress>(
            from device in Enumerable.Range(1, 0x1e).Reverse()
            where !taken.Contains(device)
            from function in Enumerable.Range(0, 8)
            select new PciAddress(0, (byte)device, (byte)function));
    }
}
