using Pkernfs.Core.Exploration;

namespace Pkernfs.Web.Commands;

/// <summary>Outcomes in words for people.</summary>
public static class Words
{
    public static string Of(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Survives => "survives",
        OutcomeKind.KernelRefuses => "kernel refuses",
        OutcomeKind.DmaFaults => "DMA faults",
        OutcomeKind.SilentCorruption => "silent corruption",
        _ => "panic",
    };
}
