using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Userspace;

/// <summary>A VMM process that ends, by a crash or a kill: what its kernel does then.</summary>
public static class VmmExit
{
    /// <summary>
    /// Closes every descriptor that the process held, sessions of the orchestrator first, since these hold the files in them open; then gives its memory back. The
    /// frames keep their bytes; files are nobody's to free.
    /// </summary>
    public static void Of(KernelContext kernel, VmmProcess process)
    {
        if (process.Container is { } container) new VfioDriver(kernel).Close(container);
        // No other process of a run has sessions.
        var held = kernel.State.Orchestrator is null ? [] : new OrchestratorDriver(kernel).CloseSessions();
        if (process.Iommufd is { } handles && !held.Contains(new OpenIommufd(handles.Context))) new IommufdDriver(kernel).Close(handles.Context);
        string owner = $"VMM {process.Pid}";
        var pages = kernel.State.Pages.Allocations.Where(allocation => allocation.Label == $"page tables of {owner}" || allocation.Label.StartsWith(owner + ":", StringComparison.Ordinal)).ToArray();
        kernel.State = kernel.State with { Pages = pages.Aggregate(kernel.State.Pages, (left, allocation) => left.FreeAll(allocation)) };
        kernel.Log($"{process.Binary}[{process.Pid}]: exited");
    }
}
