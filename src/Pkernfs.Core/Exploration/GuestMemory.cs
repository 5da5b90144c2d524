using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Exploration;

/// <summary>What guests find in their memory, held against what was put there: by its loader, its vCPUs, its device.</summary>
/// <param name="parent">The run without the fault.</param>
internal sealed class GuestMemory(RunTimeline parent, RunTimeline run)
{
    /// <summary>Content that was there once and that something else has written over, at the last moment of each boot's guests.</summary>
    public Damage? Overwritten(int first)
    {
        foreach (var moment in LastWithGuest(first))
        {
            var ledger = moment.Machine.Platform.Ledger;
            if (FirstWrongFill(moment) is { } frame)
                return new(Since(first, machine => machine.Platform.Memory.HoldsFrame(frame.Number, frame.Content)), $"The guest's own kernel at {frame.Number.Address} is overwritten.");
            foreach (var (address, stamp) in ledger.Stamps)
            {
                var at = new PhysicalAddress(address);
                if (!IsGuests(stamp) || stamp.IsAt(moment.Machine.Platform.Memory, at) || !HadArrived(first, moment, at, stamp)) continue;
                string step = Since(first, machine => !Wrote(machine, address, stamp) || stamp.IsAt(machine.Platform.Memory, at));
                return new(step, $"Guest memory at {at} is overwritten at {step}: {(stamp.Tag == DmaPayload.DeviceTag ? "a payload of its device" : "what a vCPU wrote")} is gone.");
            }
        }
        return null;
    }

    /// <summary>The guest runs on other frames than the ones it left.</summary>
    public Damage? Replaced(int first)
    {
        var (machine, other) = (run.Moments[^1].Machine, parent.Moments[^1].Machine);
        foreach (var vmm in machine.Vmms.Where(vmm => vmm.GuestRuns))
        {
            if (other.Vmms.FirstOrDefault(usual => usual.Guest == vmm.Guest) is not { } usual || Frames(machine, vmm).SequenceEqual(Frames(other, usual))) continue;
            string step = run.Moments.Skip(first).First(moment => moment.Machine.Vmms.Any(process => process.Pid == vmm.Pid)).Step.Id;
            return new(step, $"{(vmm.Guest.Length == 0 ? "The guest" : vmm.Guest)}'s memory is other memory from {step} on: its file maps to other frames than the guest left and its device uses.");
        }
        return null;
    }

    private static IEnumerable<PhysicalRange> Frames(MachineState machine, Userspace.VmmProcess vmm)
    {
        if (vmm.GuestRam.IsEmpty) return [];
        return PageTable<X86Paging, VirtualAddress>.Leaves(machine.Platform.Memory, vmm.Memory.Tables, KernelContext.ProcessorLimits, true, vmm.GuestRam).Select(leaf => new PhysicalRange(leaf.Output, leaf.Length));
    }

    /// <summary>The last moment of boot 1 with a guest, and the end where a guest runs then: in between it is for nobody to look.</summary>
    private IEnumerable<Moment> LastWithGuest(int first)
    {
        if (run.Moments.Skip(first).LastOrDefault(moment => moment.Step.Boot == 1 && moment.Machine.Vmms.Any(vmm => !vmm.Processors.IsEmpty)) is { } before) yield return before;
        if (run.Moments[^1].Machine.Vmms.Any(vmm => vmm.GuestRuns)) yield return run.Moments[^1];
    }

    private static (FrameNumber Number, Frame Content)? FirstWrongFill(Moment moment)
    {
        foreach (var fill in moment.Machine.Platform.Ledger.Fills)
        {
            for (var frame = fill.Range.Start.Frame; frame < fill.Range.End.Frame; frame += 1)
            {
                if (!moment.Machine.Platform.Memory.HoldsFrame(frame, fill.Content) && !IsStamped(moment, frame)) return (frame, fill.Content);
            }
        }
        return null;
    }

    private static bool IsStamped(Moment moment, FrameNumber frame)
    {
        var stamps = moment.Machine.Platform.Ledger.Stamps;
        for (ulong slot = 0; slot < FrameNumber.SizeInBytes; slot += DmaPayload.Length)
        {
            if (stamps.ContainsKey(frame.Address.Value + slot)) return true;
        }
        return false;
    }

    /// <summary>A vCPU's, or a passed-through device's: what the host's own devices wrote is not the guest's.</summary>
    private bool IsGuests(LedgerStamp stamp) => stamp.Tag != DmaPayload.DeviceTag || run.Plan.Devices.Any(device => device.Persistent && device.Address.SourceId == stamp.Writer);

    /// <summary>A device's payload may never have come; a vCPU's is in the ledger only where it was written.</summary>
    private bool HadArrived(int first, Moment until, PhysicalAddress at, LedgerStamp stamp)
    {
        if (stamp.Tag != DmaPayload.DeviceTag) return true;
        // Those from before the fault are the parent's affair, which had them in place.
        for (int i = first; i <= until.Step.Index; i++)
        {
            if (!Wrote(run.Moments[i].Machine, at.Value, stamp)) continue;
            bool before = i == first && Wrote(run.Moments[Math.Max(first - 1, 0)].Machine, at.Value, stamp);
            return before ? stamp.IsAt(run.Moments[first - 1].Machine.Platform.Memory, at) : run.Moments[i].Step.DmaByDevice.Values.Any(done => done.Landings.Contains(at));
        }
        return false;
    }

    private static bool Wrote(MachineState machine, ulong address, LedgerStamp stamp) => machine.Platform.Ledger.Stamps.TryGetValue(address, out var known) && known == stamp;

    /// <summary>The first of the run's own moments at which something no longer holds.</summary>
    private string Since(int first, Func<MachineState, bool> holds) => (run.Moments.Skip(first).FirstOrDefault(moment => !holds(moment.Machine)) ?? run.Moments[^1]).Step.Id;
}
