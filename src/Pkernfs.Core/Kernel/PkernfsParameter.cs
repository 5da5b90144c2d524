namespace Pkernfs.Core.Kernel;

/// <summary>Reads pkernfs=size!base (RFC 01/18): the size, one character whatever it is, the base. A size alone is guestmemfs's form.</summary>
internal static class PkernfsParameter
{
    /// <summary>The region; null where the parameter turns pkernfs off or cannot be read. A base of 0 means off (RFC 07/18).</summary>
    /// <param name="chosen">A size alone, for which the kernel is to choose the place (guestmemfs); null with a base.</param>
    public static PhysicalRange? Read(KernelParameter parameter, List<CommandLineProblem> problems, out ByteCount? chosen)
    {
        chosen = null;
        string value = parameter.Value ?? "";
        int column = parameter.ValueColumn;
        if (!MemParse.TryReadPrefix(value, out ulong size, out int length, out bool overflow))
            return Problem(column, overflow ? "The size needs more than 64 bits." : "A size is missing: write pkernfs=<size>!<base>, for example pkernfs=1G!4G.");
        if (length == value.Length)
        {
            if (size == 0) return Problem(column, "The region's size is 0.");
            chosen = new(size);
            return null;
        }
        int baseAt = length + 1;
        if (!MemParse.TryReadPrefix(value.AsSpan(baseAt), out ulong start, out int baseLength, out overflow))
            return Problem(column + baseAt, overflow ? "The base needs more than 64 bits." : "The base is missing: write pkernfs=<size>!<base>, for example pkernfs=1G!4G.");
        if (baseAt + baseLength < value.Length) problems.Add(new(column + baseAt + baseLength, $"'{value[(baseAt + baseLength)..]}' after the base is ignored."));
        if (start == 0) return Problem(column + baseAt, "A base of 0 turns pkernfs off: the posted code takes a base that is not 0 for the sign that it is on (RFC 07/18).");
        if (size == 0) return Problem(column, "The region's size is 0.");
        if (size > ulong.MaxValue - start) return Problem(column, "The region runs past the top of the address space.");
        return new(new(start), new(size));

        PhysicalRange? Problem(int at, string sentence)
        {
            problems.Add(new(at, sentence));
            return null;
        }
    }
}
