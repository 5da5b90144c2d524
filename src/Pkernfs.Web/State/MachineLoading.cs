using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.State;

/// <summary>A machine that is being computed and takes a while: how far it is, and giving it up.</summary>
public sealed class MachineLoading(string scenario, Action<MachineLoading> told) : IProgress<RunProgress>, IDisposable
{
    private readonly CancellationTokenSource unwanted = new();
    private bool ended;

    public string Scenario => scenario;

    /// <summary>Null before the first step, and on the page as the server draws it first.</summary>
    public RunProgress? Progress { get; private set; }

    internal CancellationToken Cancellation => unwanted.Token;

    /// <summary>Whoever waits for it hears that it was given up.</summary>
    public void GiveUp()
    {
        // Its button may be pressed in the moment in which it is done.
        if (!ended) unwanted.Cancel();
    }

    public void Dispose()
    {
        ended = true;
        unwanted.Dispose();
    }

    void IProgress<RunProgress>.Report(RunProgress value)
    {
        Progress = value;
        told(this);
    }
}
