using System.Text;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>The next kernel's command line, where it stands before that kernel has read it: in the staged boot parameters, then where they are copied to.</summary>
internal static class StagedCommandLine
{
    /// <summary>What KexecLoader calls the pages: the boot parameters, then the command line.</summary>
    private const string Label = "kexec: next boot parameters";

    /// <summary>Where its first byte is; null where none is staged, or a kernel has it already.</summary>
    public static PhysicalAddress? Find(IMemoryView memory, KernelState? kernel, ProcessorState processor)
    {
        if (kernel is { Panic: null, NextKernel: not null })
            return kernel.Pages.Allocations.LastOrDefault(allocation => allocation.Label == Label) is { } staged ? staged.Range.Start + ByteCount.Page : null;
        return kernel is null ? BootParameters.Read(memory, processor.BootParameters, out _)?.CommandLineAddress : null;
    }

    /// <summary>Its words; none where none is staged.</summary>
    public static string[] Words(FaultSite site) =>
        Find(site.Machine.Platform.Memory, site.Machine.Kernel, site.Machine.Platform.Processor) is { } at ? Read(site.Machine.Platform.Memory, at).Split(' ') : [];

    /// <summary>True where a site has one that holds a word beginning so.</summary>
    public static bool Has(FaultSite site, string word) => site.Phase is >= Phase.Prepare and <= Phase.Kexec
        && Words(site).Any(part => part.StartsWith(word, StringComparison.Ordinal));

    /// <summary>Writes spaces over each word that begins so, as if it had never been given.</summary>
    public static void Leave(Operation operation, string word)
    {
        var memory = operation.Hardware.Memory;
        if (Find(memory, operation.Kernel?.State, operation.Hardware.Processor) is not { } at)
        {
            operation.Say("No command line is staged for a next kernel.");
            return;
        }
        string text = Read(memory, at);
        string left = string.Join(' ', text.Split(' ').Select(part => part.StartsWith(word, StringComparison.Ordinal) ? new string(' ', part.Length) : part));
        memory.TryWrite(at, Encoding.ASCII.GetBytes(left));
        operation.Say(left == text ? $"There is no {word} in it." : $"The next kernel will read \"{string.Join(' ', left.Split(' ', StringSplitOptions.RemoveEmptyEntries))}\".");
    }

    /// <summary>Writes another command line in its place.</summary>
    public static void Change(Operation operation, Func<string, string> change)
    {
        var memory = operation.Hardware.Memory;
        if (Find(memory, operation.Kernel?.State, operation.Hardware.Processor) is not { } at)
        {
            operation.Say("No command line is staged for a next kernel.");
            return;
        }
        string text = change(Read(memory, at));
        if (text.Length >= BootParameters.CommandLineSize)
        {
            operation.Say("The command line has no room for more.");
            return;
        }
        memory.TryWrite(at, Encoding.ASCII.GetBytes(text + "\0"));
        operation.Say($"The next kernel will read \"{text}\".");
    }

    /// <summary>The words, without those that begin so.</summary>
    public static IEnumerable<string> Without(string text, string word) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith(word, StringComparison.Ordinal));

    private static string Read(IMemoryView memory, PhysicalAddress at)
    {
        Span<byte> bytes = stackalloc byte[BootParameters.CommandLineSize];
        if (!memory.TryRead(at, bytes)) return "";
        int end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
