using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Scenes.Exploring;

/// <summary>Outcomes and phases in words for people, and an outcome's letter in a cell.</summary>
public static class OutcomeWords
{
    /// <summary>The worst first.</summary>
    public static IReadOnlyList<OutcomeKind> Kinds { get; } = [.. Enum.GetValues<OutcomeKind>().OrderDescending()];

    public static string Of(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Survives => "survives",
        OutcomeKind.KernelRefuses => "kernel refuses",
        OutcomeKind.DmaFaults => "DMA faults",
        OutcomeKind.SilentCorruption => "silent corruption",
        _ => "panic",
    };

    public static char Letter(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Survives => 'S',
        OutcomeKind.KernelRefuses => 'R',
        OutcomeKind.DmaFaults => 'D',
        OutcomeKind.SilentCorruption => 'C',
        _ => 'P',
    };

    /// <summary>As links and style sheets have it: "silent-corruption".</summary>
    public static string Name(OutcomeKind kind) => Of(kind).ToLowerInvariant().Replace(' ', '-');

    /// <summary>The kind of that name; null where there is none.</summary>
    public static OutcomeKind? Find(string? name) => name is null || Kinds.All(kind => Name(kind) != name) ? null : Kinds.First(kind => Name(kind) == name);

    /// <summary>An outcome with what became of the guest: "kernel refuses, the guest is lost".</summary>
    public static string Of(Outcome outcome) => Of(outcome.Kind) + (outcome.GuestRuns ? "" : ", the guest is lost");

    public static string Of(Phase phase) => phase switch
    {
        Phase.Boot1 => "Boot 1",
        Phase.VmStart => "VM start",
        Phase.Running => "Running",
        Phase.Prepare => "Prepare",
        Phase.PauseAndSerialise => "Pause",
        Phase.Kexec => "Kexec",
        Phase.Boot2 => "Boot 2",
        Phase.UserspaceRestore => "Restore",
        Phase.Finish => "Finish",
        _ => "Resumed",
    };
}
