namespace Pkernfs.Core.Scenarios;

/// <summary>What a reader has to say of a place in a file.</summary>
/// <param name="File">The file as the person named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Message">One or more sentences: what is wrong and what to do.</param>
public sealed record Finding(string File, int Line, int Column, Severity Severity, string Message)
{
    /// <summary>file:line:column: severity: sentence, as compilers print it.</summary>
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" }}: {Message}";
}

/// <summary>How much a finding matters, the worst first.</summary>
public enum Severity
{
    /// <summary>It cannot be used.</summary>
    Error,

    /// <summary>It can be used, and will likely surprise.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Note,
}
