using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step being done: the machine opened for editing, and what there is to say of it.</summary>
public sealed class Operation
{
    private readonly List<string> _facts = [];
    private readonly List<string> _problems = [];
    private readonly List<Vmm> _vmms = [];
    private readonly List<StepDetail> _details = [];
    private int _rounds;
    private GuestPlan? _actedFor;

    public Operation(LiveUpdatePlan plan, MachineState from)
    {
        Plan = plan;
        Hardware = new PlatformWriter(from.Platform);
        Kernel = from.Kernel is null ? null : new KernelContext(Hardware, from.Kernel, plan.Options) { HandoverVersion = plan.Handover };
        if (Kernel is not null) _vmms.AddRange(from.Vmms.Select(process => new Vmm(Kernel, process, plan.LayoutOf(plan.GuestNamed(process.Guest)))));
    }

    public LiveUpdatePlan Plan { get; }

    /// <summary>What the step was given.</summary>
    public ImmutableArray<StepArgument> Arguments { get; init; } = [];

    public PlatformWriter Hardware { get; }

    /// <summary>The running kernel; null while none runs.</summary>
    public KernelContext? Kernel { get; private set; }

    /// <summary>The VMM of the guest that is acted for, or the first one that runs; null where there is none.</summary>
    public Vmm? Vmm => _actedFor is null ? _vmms.FirstOrDefault() : _vmms.Find(vmm => vmm.Process.Guest == _actedFor.Name);

    /// <summary>The guest that is acted for: one after the other within <see cref="ForEachGuest"/>, else the first VMM's, else the plan's first.</summary>
    public GuestPlan GuestPlan => _actedFor ?? (Vmm is { } vmm ? Plan.GuestNamed(vmm.Process.Guest) : Plan.Guest);

    /// <summary>Where things are in that guest's memory.</summary>
    public GuestLayout Guest => Plan.LayoutOf(GuestPlan);

    /// <summary>The functions that are passed through to that guest and carried across, in the plan's order.</summary>
    public ImmutableArray<PciAddress> AssignedFunctions => [.. Plan.DevicesOf(GuestPlan).Select(device => device.Address)];

    /// <summary>The first of them; null where it has none.</summary>
    public PciAddress? Assigned => Plan.DevicesOf(GuestPlan).FirstOrDefault()?.Address;

    /// <summary>What this run has to add to the step's explanation: addresses, counts.</summary>
    public IReadOnlyList<string> Facts => _facts;

    /// <summary>The same of each of several guests or devices that the step is about, in order.</summary>
    public ImmutableArray<StepDetail> Details => [.. _details];

    /// <summary>How often the step did its kind of work: once for each guest or device that it went through one after the other, at least once.</summary>
    public int Rounds => Math.Max(_rounds, 1);

    /// <summary>The step has done its kind of work once more.</summary>
    public void CountRound() => _rounds++;

    public ImmutableArray<string> Problems => [.. _problems];

    public void Say(string fact)
    {
        if (_actedFor is { Name.Length: > 0 } guest) SayOf(guest.Name, fact);
        else _facts.Add(fact);
    }

    /// <summary>As <see cref="Say"/>, of one of several that the step is about.</summary>
    public void SayOf(string one, string fact)
    {
        int known = _details.FindIndex(detail => detail.Of == one);
        if (known < 0) _details.Add(new(one, fact));
        else _details[known] = new(one, $"{_details[known].Words} {fact}");
    }

    /// <summary>Does the same for every guest, one after the other: what is said and what fails meanwhile is that guest's, and so are the arguments.</summary>
    /// <param name="which">Which guests; all where it is left out.</param>
    public void ForEachGuest(Action act, Func<GuestPlan, bool>? which = null)
    {
        foreach (var guest in Plan.Guests.Where(guest => which?.Invoke(guest) ?? true))
        {
            _actedFor = guest;
            _rounds++;
            act();
        }
        _actedFor = null;
    }

    /// <summary>As <see cref="ForEachGuest"/>, with each guest's VMM; a guest whose VMM does not run is told.</summary>
    public void WithEachVmm(Action<KernelContext, Vmm> act) => ForEachGuest(() => WithVmm(act));

    /// <summary>As <see cref="WithEachVmm"/>, for guests with a device that is passed through; a plan's only guest counts as one.</summary>
    public void WithEachDriver(Action<KernelContext, Vmm> act) => ForEachGuest(() => WithVmm(act), Plan.HasDevices);

    /// <summary>The step did not do what it is for; the run goes on, as a machine would.</summary>
    public void Fail(string? problem) =>
        _problems.Add((_actedFor is { Name.Length: > 0 } guest ? guest.Name + ": " : "") + (problem ?? "The step failed without a reason: this is a defect of the explorer."));

    /// <summary>True where nothing failed in this step for the guest that is acted for.</summary>
    public bool IsWell => _actedFor is { Name.Length: > 0 } guest ? !_problems.Exists(problem => problem.StartsWith(guest.Name + ": ", StringComparison.Ordinal)) : _problems.Count == 0;

    /// <summary>System calls that the kernel refused in this step.</summary>
    public ImmutableArray<SystemCall> Refusals { get; private set; } = [];

    /// <summary>What the kernel panicked with in this step; null where it did not.</summary>
    public string? PanicMessage { get; private set; }

    /// <summary>Takes a system call's result: one that failed is a refusal, and the step did not do what it is for.</summary>
    /// <returns>True where it succeeded.</returns>
    public bool Report(SystemCall result)
    {
        if (result.Succeeded) return true;
        Refusals = Refusals.Add(result);
        // What the file system refused says so itself already.
        Fail(result.Message.StartsWith($"{result.Error}: ", StringComparison.Ordinal) ? result.Message : $"{result.Error}: {result.Message}");
        return false;
    }

    /// <summary>The kernel stops for good: nothing that needs it happens any more, while hardware goes on.</summary>
    public void Panic(string message)
    {
        PanicMessage = message;
        Fail("Kernel panic: " + message);
        if (Kernel is { } kernel) kernel.State = kernel.State with { Panic = message };
        _vmms.Clear();
    }

    /// <summary>An argument of the step by its name: that of the guest that is acted for, where several are.</summary>
    public StepArgument Argument(string name) => Arguments.FirstOrDefault(argument => argument.Name == name + _actedFor?.Suffix)
        ?? throw new InvalidOperationException($"The step asks for an argument '{name}' that it does not declare.");

    /// <summary>Does something with the kernel, or says that none runs.</summary>
    public void WithKernel(Action<KernelContext> act)
    {
        if (Kernel is { State.Panic: { } panic }) Fail($"The kernel has panicked ({panic}), so nobody can do this.");
        else if (Kernel is { } kernel) act(kernel);
        else Fail("No kernel runs, so nobody can do this.");
    }

    /// <summary>Does something with the VMM, or says that none runs.</summary>
    public void WithVmm(Action<KernelContext, Vmm> act) => WithKernel(kernel =>
    {
        if (Vmm is { } vmm) act(kernel, vmm);
        else Fail("No VMM runs: it could not be started before.");
    });

    /// <summary>A kernel begins, or none does: no process of another one lives on beside it.</summary>
    public void Boot(KernelContext? kernel)
    {
        Kernel = kernel;
        _vmms.Clear();
    }

    /// <summary>A VMM begins, in place of one that the guest may have had.</summary>
    public void StartVmm(Vmm vmm)
    {
        EndVmm(vmm.Process.Guest);
        int before = _vmms.TakeWhile(other => Plan.LayoutOf(Plan.GuestNamed(other.Process.Guest)).Number < Plan.LayoutOf(Plan.GuestNamed(vmm.Process.Guest)).Number).Count();
        _vmms.Insert(before, vmm);
    }

    /// <summary>Starts a process for the guest that is acted for; null where memory is short.</summary>
    public Vmm? MakeVmm(KernelContext kernel, string binary) => Vmm.Start(kernel, binary, Guest, GuestPlan.Name, [.. _vmms.Select(vmm => vmm.Process.Pid)]);

    /// <summary>A guest's VMM is gone.</summary>
    public void EndVmm(string guest) => _vmms.RemoveAll(vmm => vmm.Process.Guest == guest);

    /// <summary>The vCPUs of every guest work for one step.</summary>
    public void Beat() => _vmms.ForEach(vmm => vmm.Beat());

    /// <summary>The jump: every object of kernel and VMM ceases to exist.</summary>
    public void DropSoftware()
    {
        Kernel = null;
        _vmms.Clear();
    }

    public MachineState Seal() => new(Hardware.Seal(), Kernel?.State, [.. _vmms.Select(vmm => vmm.Process)]);
}

/// <summary>What a step over several guests or devices has to say of one of them.</summary>
/// <param name="Of">Its name or address: "db-3".</param>
public sealed record StepDetail(string Of, string Words);
