using System.Collections.Immutable;

namespace Pkernfs.Web.Tour;

/// <summary>The guided tour: live update through the RFC's own example, then what other approaches change. The page and docs/live-update.md are made of it.</summary>
public static class TourStops
{
    public static ImmutableArray<TourStop> All { get; } =
    [
        new(
            "A guest with a device of its own",
            "This machine has {ram} of RAM. Kernel A runs on it, and under kernel A a guest with {guest-memory} and {vcpus} vCPUs. The NIC {device} is the guest's: it reads and writes guest RAM by itself. The tour takes this guest to another kernel, in the way that the pkernfs RFC proposes, and the NIC works all the while.",
            "/?step=run-guest",
            TourTarget.Map, TourPicture.Panel),
        new(
            "Memory that outlives the kernel",
            "{region} is kept out of the kernel's hands: `{memmap}` takes it off the memory map, `{pkernfs}` makes a file system of it. Guest RAM is a file in there, {blocks} blocks of {block}. On the map, plain colour outlives a kexec; what is hatched or dotted is lost.",
            "/?step=run-guest&map=0x100000000:0x40000000:block",
            TourTarget.Map, TourPicture.Memory),
        new(
            "The tables are in there, too",
            "The lit path is one access of the NIC: from the root table to a context entry, down {levels} levels of second-stage tables, to a page of guest RAM. All of its tables are in the carve-out, one file for root and context tables, one for the guest's domain. The page tables of the host's own disk, {host-device}, are in ordinary memory.",
            "/?step=run-guest&select=iova:01:00.0:0xa3b7d40",
            TourTarget.Tables, TourPicture.Walk),
        new(
            "The guest pauses, its device does not",
            "The vCPUs stop, and the blackout begins; it ends {blackout} later, modelled. Nobody tells the NIC. Its driver is inside the guest and knows of no update, and what it asked the NIC to write may arrive at any time.",
            "/?step=pause-vcpus",
            TourTarget.Timeline, TourPicture.Timeline),
        new(
            "Who has to be kept out",
            "The disk is the host's. Its buffers belong to kernel A and will soon be something else's memory, so its context entry is cleared before the jump. In this step alone {host-faults} of its accesses are refused. The NIC's entry stays as it is.",
            "/?step=zap-00-03.0&select=device:00:03.0",
            TourTarget.Tables, TourPicture.Panel),
        new(
            "Why the IOMMU must not stop",
            "An ordinary shutdown turns translation off. The NIC would go on, and its address `{iova}` would no longer mean guest RAM at `{lands}`: it would mean `{iova}` of physical memory, ordinary RAM that kernel B hands out to whoever asks. So the translation enable bit stays set and the root pointer stays where it is.",
            "/?step=keep-01-00.0&select=register:GSTS",
            TourTarget.Inspector, TourPicture.None),
        new(
            "No kernel",
            "For {no-kernel}, modelled, no kernel runs at all; then kernel B unpacks itself. During the jump the NIC does {jump-reads} reads and {jump-writes} writes through tables that nobody owns, each to the right page of guest RAM. The IOMMU needs no software to translate, only tables that stay put.",
            "/?step=jump&select=iova:01:00.0:0xa3b7d40",
            TourTarget.Kernel, TourPicture.Panel),
        new(
            "What the jump cost",
            "{lost} that kernel A and its processes owned are stale now: the bytes are there, their owner is not. The VMM is gone, its mappings of guest RAM, the VFIO container, the record of pinned pages. In the carve-out everything has the owner that it had.",
            "/?step=relocate-kernel",
            TourTarget.Map, TourPicture.Memory),
        new(
            "Kernel B takes over what it finds",
            "Its command line tells kernel B where the carve-out is, and the word `liveupdate`. It sees the super block's magic number, looks up `iommu/root-pgtables` by name and goes on with the table in it. RTADDR still holds `{root}`, as kernel A left it; nothing was copied, and translation was never off.",
            "/?step=adopt-root-table&select=register:RTADDR",
            TourTarget.Inspector, TourPicture.None),
        new(
            "A device that nobody owns",
            "The context entry leads to the guest's tables, but kernel B has no domain that they belong to: attaching waits until somebody asks for it. Reviewers of the RFC objected to just this. A driver, they held, has to put a device into a state that it chose, not find it in one that it knows nothing of.",
            "/?step=defer-attach&select=device:01:00.0",
            TourTarget.Tables, TourPicture.Panel),
        new(
            "User space does it all again",
            "A new VMM opens the same files and makes the old one's calls once more. With the flag `LIVE_UPDATE` the kernel records each mapping and writes no table entry, since it is there. But nothing holds the record against the tables: what the VMM says is believed. Then the vCPUs run again.",
            "/?step=map-memory-b",
            TourTarget.Step, TourPicture.Translation),
        new(
            "Another way: save and restore",
            "Before the pause, the NIC moves to a fixed domain: a copy of its tables, made for the journey. Kernel B restores a temporary domain from it, so that the device has an owner at once; after the guest runs again it moves to a domain that iommufd built anew. In the end no table is left in the carve-out. Modelled blackout: {save-restore:blackout}, against {blackout}.",
            "/compare?left=pkernfs-rfc&left-step=guest-goes-on&right=save-restore&right-step=guest-goes-on",
            TourTarget.Other, TourPicture.Pair),
        new(
            "Another way: Kexec HandOver",
            "No memory is set aside for good. Kernel A records which pages have to survive, wherever they are, and hands the record over; kernel B starts within a small scratch area and gives out no other memory until it has read it. The disk is quiet at the jump, and the NIC has a domain before any driver looks for one. Modelled blackout: {kho:blackout}.",
            "/compare?left=pkernfs-rfc&left-step=jump&right=kho&right-step=jump",
            TourTarget.Other, TourPicture.Pair),
        new(
            "Another way: the container as a file",
            "Here the whole VFIO container is a file in the carve-out, its mappings with it. The new VMM opens the file and has them, so it maps nothing and can claim nothing wrong: the whole run takes {container-file:steps} steps instead of {steps}. Modelled blackout: {container-file:blackout}. Here the tour ends; every step, address and table of these machines is yours to look at.",
            "/compare?left=pkernfs-rfc&left-step=guest-goes-on&right=container-file&right-step=guest-goes-on",
            TourTarget.Other, TourPicture.Pair),
    ];

    /// <summary>The key in a page's address that says which stop is open, from 1.</summary>
    public const string Key = "tour";

    /// <summary>The stop of that number; the nearest where there are fewer. Null for none.</summary>
    public static TourStop? At(int? number) => number is { } one ? All[Math.Clamp(one, 1, All.Length) - 1] : null;

    /// <summary>The page's address at a stop, from the root.</summary>
    public static string AddressOf(int number) => $"{At(number)!.Address}&{Key}={Math.Clamp(number, 1, All.Length)}";
}
