using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Everything that a run is decided by: the same plan gives the same machines, byte for byte.</summary>
/// <param name="Approach">The approach's id, one of <see cref="Approaches.Names"/>.</param>
/// <param name="Guests">The virtual machines, at least one; each has a VMM process of its own.</param>
/// <param name="Seed">Where all that looks random comes from: device traffic, the kernel image's place, slab layout.</param>
public sealed record LiveUpdatePlan(
    Board Board,
    KernelPlan KernelA,
    KernelPlan KernelB,
    ImmutableArray<GuestPlan> Guests,
    ImmutableArray<DevicePlan> Devices,
    string Approach,
    PkernfsOptions Options,
    ulong Seed)
{
    /// <summary>What the approach leaves open.</summary>
    public Variants Variants { get; init; } = Variants.Default;

    /// <summary>Which format of Kexec HandOver both kernels were built with; used where anything is handed over that way.</summary>
    public HandoverVersion Handover { get; init; } = HandoverVersion.V4;

    /// <summary>True where Kexec HandOver carries what persists: always in its own approach, elsewhere a region that the first kernel chose.</summary>
    public bool HandsOver => Approach == KhoApproach.Name || Variants.Memory == PersistentMemory.Dynamic;

    /// <summary>The first guest: the only one of most plans.</summary>
    public GuestPlan Guest
    {
        get => Guests[0];
        init => Guests = Guests.SetItem(0, value);
    }

    /// <summary>The devices that are passed through and carried across, in the plan's order; the first alone in an approach that carries one.</summary>
    public IEnumerable<DevicePlan> CarriedDevices =>
        Devices.Where(device => device.Persistent).Take(Catalogue<Approach>.Find(Approach)?.CarriesSeveral == false ? 1 : int.MaxValue);

    /// <summary>Those of a guest.</summary>
    public IEnumerable<DevicePlan> DevicesOf(GuestPlan guest) => CarriedDevices.Where(device => device.Guest == guest.Name);

    /// <summary>True for a guest that has one; a plan's only guest goes through the motions without.</summary>
    public bool HasDevices(GuestPlan guest) => Guests.Length == 1 || DevicesOf(guest).Any();

    /// <summary>The guest of that name; the only one for the empty name.</summary>
    public GuestPlan GuestNamed(string name) => Guests.First(guest => guest.Name == name);

    /// <summary>The guest that a function is passed through to; null for the host's own.</summary>
    public GuestPlan? GuestOf(PciAddress function) =>
        Devices.FirstOrDefault(device => device.Persistent && device.Address == function) is { } device ? Guests.FirstOrDefault(guest => guest.Name == device.Guest) : null;

    /// <summary>Where things are in a guest's physical address space.</summary>
    public GuestLayout LayoutOf(GuestPlan guest) => new(guest.Memory, guest.Name.Length == 0 ? Seed : SeededRandom.Mix(Seed ^ KernelImage.Hash(guest.Name)))
    {
        Number = Guests.IndexOf(guest),
        Devices = Math.Max(1, DevicesOf(guest).Count()),
        IsOneOfSeveral = guest.Name.Length > 0,
    };

    /// <summary>The memory of all guests together.</summary>
    public ByteCount GuestMemory => new(Guests.Aggregate(0UL, (sum, guest) => sum + guest.Memory.Value));

    /// <summary>True where every guest executes.</summary>
    public bool GuestsRun(MachineState? machine) => machine is not null && machine.Vmms.Length == Guests.Length && machine.Vmms.All(vmm => vmm.GuestRuns);

    /// <summary>What a what-if does differently, in order; empty for the scenario as it is.</summary>
    public ImmutableArray<PlanEdit> Edits { get; init; } = [];
}

/// <summary>A kernel to boot: its release ("6.7.0") and its whole command line.</summary>
public sealed record KernelPlan(string Release, string CommandLine);

/// <summary>A virtual machine: its RAM, kept in a pkernfs file of that name, and its vCPUs.</summary>
public sealed record GuestPlan(string RamFile, ByteCount Memory, int VirtualCpus)
{
    /// <summary>What it is called among several, in lower-case letters, digits and hyphens; empty for the only one.</summary>
    public string Name { get; init; } = "";

    /// <summary>What ends a name that each of several guests has one of: "-db-3"; empty for the only one.</summary>
    public string Suffix => Name.Length == 0 ? "" : "-" + Name;

    /// <summary>The file where its VMM keeps what is in no guest RAM.</summary>
    public string StateFile => "vm-state" + Suffix;

    /// <summary>The file that holds the page tables of its devices' domain.</summary>
    public string DomainFile => Name.Length == 0 ? "dom-0" : "dom" + Suffix;

    /// <summary>That file's path.</summary>
    public string DomainPath => $"/{PkernfsLayout.IommuDirectoryName}/{DomainFile}";
}

/// <summary>A function that does DMA in this run.</summary>
/// <param name="Persistent">True: passed through to the guest and carried across the kexec. False: the host's own, in a default domain.</param>
/// <param name="Label">What people call it: "NIC, assigned".</param>
/// <param name="Guest">The name of the guest that a persistent one is passed through to; empty where there is one guest, and for the host's own.</param>
public sealed record DevicePlan(PciAddress Address, string Label, bool Persistent, string Guest = "");
