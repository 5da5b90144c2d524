namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>
/// Something that can go wrong in a live update, as one more step: it does to the machine what the mistake would do, and nothing else.
/// Whether anyone notices is for the machine to show.
/// </summary>
public abstract class Fault : ICatalogued
{
    public abstract string Id { get; }

    /// <summary>By <see cref="Number"/>.</summary>
    public abstract int Order { get; }

    /// <summary>What discussions call it: "F1".</summary>
    public abstract string Number { get; }

    /// <summary>A few words, sentence case.</summary>
    public abstract string Title { get; }

    /// <summary>What happens, plainly.</summary>
    public abstract string Description { get; }

    /// <summary>Who named it: "RFC 12/18, Chinner".</summary>
    public abstract string Source { get; }

    /// <summary>What a reader should expect to see.</summary>
    public abstract string Expectation { get; }

    /// <summary>Whose mistake it is.</summary>
    public abstract Actor Actor { get; }

    /// <summary>Whether it can happen there, by what exists then.</summary>
    public abstract bool MayStrike(FaultSite site);

    /// <summary>Does it. Where there is nothing to strike it says so; it never throws, whatever the machine.</summary>
    public abstract void Strike(Operation operation);

    /// <summary>What a later step becomes because of it: user space that goes on with another layout gives other arguments. Most faults change the machine alone.</summary>
    public virtual StepDefinition Later(StepDefinition step) => step;
}

/// <summary>A place in a run where a fault may strike: right after a step.</summary>
/// <param name="Step">That step's id.</param>
/// <param name="Machine">The machine as it left it.</param>
public sealed record FaultSite(LiveUpdatePlan Plan, string Step, Phase Phase, int? Boot, MachineState Machine);
