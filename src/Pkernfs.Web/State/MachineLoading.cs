using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.State;

/// <summary>A machine that is being computed and takes a while: how far it is, and giving it up.</summary>
public sealed class MachineLoading(string scenario, Action<MachineLoading> told) : IProgress<RunProgress>
{
    private readonly CancellationTokenSource unwanted = new();

    public string Scenario => scenario;

    /// <summary>Null before the first step, and on the page as the server draws it first.</summary>
    public RunProgress? Progress { get; private set; }

    internal CancellationToken Cancellation => unwanted.Token;

    public void GiveUp() => unwanted.Cancel();

    void IProgress<RunProgress>.Report(RunProgress value)
    {
        Progress = value;
        told(this);
    }
}
