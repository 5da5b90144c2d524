namespace Pkernfs.Core.Kernel;

/// <summary>One word of a kernel command line.</summary>
/// <param name="Text">As written, quotes included: memmap=1G%1G.</param>
/// <param name="Key">What stands before the first =, without quotes.</param>
/// <param name="Value">What stands after the first =, without quotes; null for a bare word.</param>
/// <param name="Column">Where it begins in the command line, from 0.</param>
/// <param name="ValueColumn">Where its value begins in the command line, from 0; its end for a bare word.</param>
public sealed record KernelParameter(string Text, string Key, string? Value, int Column, int ValueColumn)
{
    /// <summary>True for this name. The kernel takes - and _ for the same character in names.</summary>
    public bool Is(string name) => string.Equals(Key.Replace('-', '_'), name, StringComparison.Ordinal);
}

/// <summary>A part of a command line that does not do what it seems to say.</summary>
/// <param name="Column">From 0, in the command line.</param>
public sealed record CommandLineProblem(int Column, string Sentence);
