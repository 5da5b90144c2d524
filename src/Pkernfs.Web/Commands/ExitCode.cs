namespace Pkernfs.Web.Commands;

/// <summary>What the program's verbs exit with.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The question was understood, and the answer is bad news: a failed check, a run that lost something.</summary>
    public const int Broken = 1;

    /// <summary>The question could not be understood; one sentence on standard error says why.</summary>
    public const int BadInput = 2;
}
