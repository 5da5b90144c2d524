using System.Globalization;

namespace Pkernfs.Core.Kernel;

/// <summary>Reads memmap= and mem= as the kernel's E820 code does.</summary>
internal static class MemmapReader
{
    /// <summary>The requests of one memmap= parameter, which commas part.</summary>
    public static IEnumerable<MemmapOption> ReadMemmap(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        int column = parameter.ValueColumn;
        foreach (string request in (parameter.Value ?? "").Split(','))
        {
            if (ReadRequest(request, column, problems) is { } option) yield return option;
            column += request.Length + 1;
        }
    }

    /// <summary>mem=nn: a limit.</summary>
    public static MemmapOption? ReadMem(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        string value = parameter.Value ?? "";
        if (value == "nopentium") return null;
        if (!TryNumber(value, 0, parameter.ValueColumn, problems, out ulong limit, out int end)) return null;
        if (limit == 0)
        {
            problems.Add(new(parameter.ValueColumn, "mem=0 is ignored: a machine needs some memory."));
            return null;
        }
        if (end < value.Length) problems.Add(new(parameter.ValueColumn + end, $"'{value[end..]}' after the size is ignored."));
        return Limit("mem=" + value, parameter.ValueColumn, limit);
    }

    private static MemmapOption? ReadRequest(string request, int column, List<CommandLineProblem> problems)
    {
        string text = "memmap=" + request;
        if (request.StartsWith("exactmap", StringComparison.Ordinal)) return new(text, column, MemmapAction.ExactMap, default);
        if (!TryNumber(request, 0, column, problems, out ulong size, out int at)) return null;
        if (at == request.Length) return Limit(text, column, size);
        MemmapAction? action = request[at] switch
        {
            '@' => MemmapAction.Usable,
            '#' => MemmapAction.AcpiData,
            '$' => MemmapAction.Reserved,
            '!' => MemmapAction.Persistent,
            '%' => MemmapAction.Convert,
            _ => null,
        };
        if (action is null)
        {
            problems.Add(new(column + at, $"'{request[at]}' does not say what memmap= should do: write @ (usable), # (ACPI data), $ (reserved), ! (persistent) or % (remove) between size and start."));
            return null;
        }
        if (!TryNumber(request, at + 1, column, problems, out ulong start, out at)) return null;
        uint oldType = 0, newType = 0;
        if (action == MemmapAction.Convert)
        {
            if (at < request.Length && request[at] == '-') oldType = ReadType(request, ref at);
            if (at < request.Length && request[at] == '+') newType = ReadType(request, ref at);
        }
        if (at < request.Length)
        {
            problems.Add(new(column + at, $"'{request[at..]}' at the end of '{text}' is not understood; the kernel refuses it after it has made the edit."));
        }
        if (size == 0)
        {
            problems.Add(new(column, $"'{text}' names no memory: its size is 0."));
            return null;
        }
        if (size > ulong.MaxValue - start)
        {
            problems.Add(new(column, $"'{text}' runs past the top of the address space and is cut there."));
            size = ulong.MaxValue - start;
        }
        return new(text, column, action.Value, new(new(start), new(size)), oldType, newType);
    }

    private static MemmapOption Limit(string text, int column, ulong limit) =>
        new(text, column, MemmapAction.Limit, new(new(limit), new(ulong.MaxValue - limit)));

    private static uint ReadType(string request, ref int at)
    {
        at++;
        MemParse.TryReadPrefix(request.AsSpan(at), out ulong type, out int length, out _);
        at += length;
        return (uint)type;
    }

    private static bool TryNumber(string request, int from, int column, List<CommandLineProblem> problems, out ulong value, out int end)
    {
        bool read = MemParse.TryReadPrefix(request.AsSpan(from), out value, out int length, out bool overflow);
        end = from + length;
        if (read) return true;
        string what = from == 0 ? "size" : "start";
        problems.Add(new(column + from, overflow
            ? string.Create(CultureInfo.InvariantCulture, $"The {what} '{request[from..end]}' needs more than 64 bits.")
            : $"A {what} is missing here: write a number, with K, M or G if need be."));
        return false;
    }
}
