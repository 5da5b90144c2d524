using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// HugeTLB pages of 1 GiB. No page allocator gives runs of that length, so they are taken in early boot, from what may be used then.
/// Smaller ones come later and from anywhere: they are not here.
/// </summary>
public static class HugePages
{
    public static readonly ByteCount Gigantic = ByteCount.FromGiB(1);

    /// <summary>Takes as many as the command line asks for. Fewer are no reason to stop: the kernel says so and goes on.</summary>
    /// <returns>What it logs where there are fewer; null where there are enough.</returns>
    public static string? AllocateAtBoot(KernelContext kernel)
    {
        uint wanted = kernel.State.CommandLine.GiganticPages, found = 0;
        while (found < wanted && kernel.TryAllocateTopDown(Gigantic, Gigantic, OwnerClass.KernelData, "HugeTLB page", out _)) found++;
        if (found == wanted) return null;
        string line = $"HugeTLB: allocating {wanted} of page size 1.00 GiB failed.  Only allocated {found} hugepages.";
        kernel.Log(line);
        return line;
    }
}

/// <summary>Gathers hugepagesz= and the hugepages= that belong to it.</summary>
internal sealed class HugePageParameterReader
{
    private bool _gigantic;

    /// <summary>Pages of 1 GiB. Pages of other sizes do not come out of early boot's memory.</summary>
    public uint Gigantic { get; private set; }

    public bool Read(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        if (parameter.Is("hugepagesz"))
        {
            if (MemParse.TryReadPrefix(parameter.Value ?? "", out ulong size, out _, out bool overflow) && !overflow) _gigantic = size == HugePages.Gigantic.Value;
            else problems.Add(new(parameter.ValueColumn, "hugepagesz= wants a size such as 2M or 1G."));
        }
        else if (parameter.Is("hugepages"))
        {
            if (!uint.TryParse(parameter.Value, out uint count)) problems.Add(new(parameter.ValueColumn, "hugepages= wants a number of pages."));
            else if (_gigantic) Gigantic = count;
        }
        else return false;
        return true;
    }
}
