namespace Pkernfs.Core.Kernel;

/// <summary>reserve_mem=size:align:name: at boot the kernel takes that much memory out of use, wherever it finds it, and finds it again by its name.</summary>
/// <param name="Alignment">The region begins at a multiple of it.</param>
public sealed record ReserveMemParameter(ByteCount Size, ByteCount Alignment, string Name)
{
    /// <summary>Bytes of a name with its closing NUL.</summary>
    private const int NameSize = 16;

    /// <summary>Less than a cache line is rounded up to one.</summary>
    private const ulong LeastAlignment = 64;

    /// <summary>Null, with a problem, where the parameter asks for nothing that the kernel takes.</summary>
    internal static ReserveMemParameter? Read(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        string[] parts = (parameter.Value ?? "").Split(':', 3);
        string? problem = parts.Length < 3 ? "reserve_mem= wants a size, an alignment and a name: write reserve_mem=<size>:<align>:<name>, for example reserve_mem=512M:2M:guest-ram."
            : !TryRead(parts[0], out ulong size) || size == 0 ? $"reserve_mem= has no size: '{parts[0]}' is none."
            : !TryRead(parts[1], out ulong alignment) || (alignment & (alignment - 1)) != 0 ? $"reserve_mem= wants a power of two to align to, not '{parts[1]}'."
            : parts[2].Trim().Length == 0 || parts[2].Length >= NameSize ? $"reserve_mem= wants a name of 1 to {NameSize - 1} characters."
            : null;
        if (problem is not null)
        {
            problems.Add(new(parameter.ValueColumn, problem));
            return null;
        }
        _ = TryRead(parts[0], out size);
        _ = TryRead(parts[1], out alignment);
        return new(new(size), new(Math.Max(alignment, LeastAlignment)), parts[2]);
    }

    private static bool TryRead(string text, out ulong value) => MemParse.TryReadPrefix(text, out value, out int length, out bool overflow) && length == text.Length && !overflow;
}
