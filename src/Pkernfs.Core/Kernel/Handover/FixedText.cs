using System.Text;

namespace Pkernfs.Core.Kernel;

/// <summary>ASCII in a field of fixed length, filled up with NULs.</summary>
internal static class FixedText
{
    /// <summary>Writes as much as fits with a closing NUL.</summary>
    public static void Write(Span<byte> field, string text)
    {
        field.Clear();
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Length - 1)), field);
    }

    /// <summary>What stands before the first NUL.</summary>
    public static string Read(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]);
    }
}
