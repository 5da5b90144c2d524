using System.Text.RegularExpressions;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>
/// A plan with another guest: the board's highest RAM grows or shrinks with the guest, and so does a carve-out, so that what is left for
/// everyone else stays as it was.
/// </summary>
internal static partial class GuestScaling
{
    /// <summary>The plan with that much guest memory and leaves no larger than asked.</summary>
    public static LiveUpdatePlan With(LiveUpdatePlan plan, ByteCount guest, LeafSize leaves)
    {
        var scaled = Grow(plan, guest, default);
        scaled = scaled with { Guest = scaled.Guest with { Memory = guest } };
        if (leaves == LeafSize.FourKiB) return WithOption(scaled, "intel_iommu=sp_off");
        return leaves == LeafSize.OneGiB ? Grow(scaled, guest, Misalignment(scaled)) : scaled;
    }

    /// <summary>
    /// How far the carve-out has to move up for guest RAM to begin at a multiple of 1 GiB, as leaves of that size need. Where the file's first
    /// block is comes from a run's first steps.
    /// </summary>
    private static ByteCount Misalignment(LiveUpdatePlan plan)
    {
        if (KernelCommandLine.Parse(plan.KernelA.CommandLine).Pkernfs is not { } region) return default;
        var steps = Approaches.Steps(plan).TakeWhile(step => step.Phase < Phase.Running);
        var machine = Runner.Continue(plan, MachineState.PowerOn(plan), steps, 0, 0)[^1].Machine;
        var reader = new PkernfsReader(machine.Platform.Memory, region);
        if (reader.Lookup("/" + plan.Guest.RamFile) is not { } file || reader.FileRuns(file) is not [var first, ..]) return default;
        ulong gigabyte = LeafSize.OneGiB.Bytes().Value, rest = reader.BlockAddress(first.First).Value % gigabyte;
        return new(rest == 0 ? 0 : gigabyte - rest);
    }

    private static LiveUpdatePlan Grow(LiveUpdatePlan plan, ByteCount guest, ByteCount shift)
    {
        long more = (long)(guest.Value - plan.Guest.Memory.Value);
        return plan with
        {
            Board = Grow(plan.Board, more + (long)shift.Value),
            KernelA = plan.KernelA with { CommandLine = Grow(plan.KernelA.CommandLine, plan.Guest, more, shift) },
            KernelB = plan.KernelB with { CommandLine = Grow(plan.KernelB.CommandLine, plan.Guest, more, shift) },
        };
    }

    private static Board Grow(Board board, long more)
    {
        var top = board.Ram.Max();
        return board with
        {
            Ram = [.. board.Ram.Select(range => range == top ? Longer(range, more) : range)],
            FirmwareMap = [.. board.FirmwareMap.Select(range => range.Range.End == top.End ? range with { Range = Longer(range.Range, more) } : range)],
        };
    }

    /// <summary>The words memmap= and pkernfs= of the region, with another length and place, or another length alone where the kernel chooses the place; or reserve_mem= of the guest's region.</summary>
    private static string Grow(string commandLine, GuestPlan guest, long more, ByteCount shift)
    {
        var parsed = KernelCommandLine.Parse(commandLine);
        if (!parsed.ReserveMem.IsEmpty) return string.Join(' ', parsed.Parameters.Select(parameter => ReserveWord(parameter, guest, more)));
        if (parsed.PkernfsSize is { } size)
            return string.Join(' ', parsed.Parameters.Select(parameter => parameter.Is("pkernfs") ? $"pkernfs=0x{(ulong)((long)size.Value + more):x}" : parameter.Text));
        if (parsed.Pkernfs is not { } region) return commandLine;
        var next = new PhysicalRange(region.Start + shift, Longer(region, more).Length);
        return string.Join(' ', parsed.Parameters.Select(parameter =>
            parameter.Is("pkernfs") ? $"pkernfs=0x{next.Length.Value:x}!0x{next.Start.Value:x}"
            : parameter.Is("memmap") ? MemmapWord(parsed, parameter, region, next)
            : parameter.Text));
    }

    private static string ReserveWord(KernelParameter parameter, GuestPlan guest, long more) =>
        KernelCommandLine.Parse(parameter.Text).ReserveMem is [var asked] && asked.Name == guest.RamFile
            ? $"reserve_mem=0x{asked.Size.Value + (ulong)more:x}:0x{asked.Alignment.Value:x}:{asked.Name}"
            : parameter.Text;

    /// <summary>A memmap= word whose requests for the one range are for the other one; separator, types and other requests stay.</summary>
    private static string MemmapWord(KernelCommandLine parsed, KernelParameter parameter, PhysicalRange region, PhysicalRange next)
    {
        string[] requests = (parameter.Value ?? "").Split(',');
        var options = parsed.Memmap.Where(option => option.Column >= parameter.Column && option.Column < parameter.Column + parameter.Text.Length).ToArray();
        if (options.Length != requests.Length) return parameter.Text;
        return "memmap=" + string.Join(',', requests.Zip(options, (request, option) => option.Range == region
            ? Request().Replace(request, $"0x{next.Length.Value:x}${{separator}}0x{next.Start.Value:x}")
            : request));
    }

    [GeneratedRegex("^[^%$!]+(?<separator>[%$!])[^-+]+")]
    private static partial Regex Request();

    private static PhysicalRange Longer(PhysicalRange range, long more) => new(range.Start, new(range.Length.Value + (ulong)more));

    private static LiveUpdatePlan WithOption(LiveUpdatePlan plan, string word) => plan with
    {
        KernelA = plan.KernelA with { CommandLine = $"{plan.KernelA.CommandLine} {word}" },
        KernelB = plan.KernelB with { CommandLine = $"{plan.KernelB.CommandLine} {word}" },
    };
}
