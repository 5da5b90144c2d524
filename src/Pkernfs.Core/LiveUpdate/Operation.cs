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

    public Operation(LiveUpdatePlan plan, MachineState from)
    {
        Plan = plan;
        Hardware = new PlatformWriter(from.Platform);
        Kernel = from.Kernel is null ? null : new KernelContext(Hardware, from.Kernel, plan.Options) { HandoverVersion = plan.Handover };
        Vmm = Kernel is null || from.Vmm is null ? null : new Vmm(Kernel, from.Vmm, Guest);
    }

    public LiveUpdatePlan Plan { get; }

    /// <summary>What the step was given.</summary>
    public ImmutableArray<StepArgument> Arguments { get; init; } = [];

    public PlatformWriter Hardware { get; }

    /// <summary>The running kernel; null while none runs.</summary>
    public KernelContext? Kernel { get; private set; }

    /// <summary>The VMM process; null while none runs.</summary>
    public Vmm? Vmm { get; private set; }

    public GuestLayout Guest => new(Plan.Guest.Memory, Plan.Seed);

    /// <summary>The functions that are passed through and carried across, in the plan's order; the first alone in an approach that carries one.</summary>
    public IEnumerable<PciAddress> AssignedFunctions =>
        Plan.Devices.Where(device => device.Persistent).Select(device => device.Address).Take(Approaches.Of(Plan).CarriesSeveralDevices ? int.MaxValue : 1);

    /// <summary>The first function that is passed through and carried across; null where the plan has none.</summary>
    public PciAddress? Assigned => Plan.Devices.FirstOrDefault(device => device.Persistent)?.Address;

    /// <summary>What this run has to add to the step's explanation: addresses, counts.</summary>
    public IReadOnlyList<string> Facts => _facts;

    public ImmutableArray<string> Problems => [.. _problems];

    public void Say(string fact) => _facts.Add(fact);

    /// <summary>The step did not do what it is for; the run goes on, as a machine would.</summary>
    public void Fail(string? problem) => _problems.Add(problem ?? "The step failed without a reason: this is a defect of the explorer.");

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
        Vmm = null;
    }

    /// <summary>An argument of the step by its name.</summary>
    public StepArgument Argument(string name) => Arguments.FirstOrDefault(argument => argument.Name == name)
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
        Vmm = null;
    }

    public void StartVmm(Vmm? vmm) => Vmm = vmm;

    /// <summary>The jump: every object of kernel and VMM ceases to exist.</summary>
    public void DropSoftware()
    {
        Kernel = null;
        Vmm = null;
    }

    public MachineState Seal() => new(Hardware.Seal(), Kernel?.State, Vmm?.Process);
}
