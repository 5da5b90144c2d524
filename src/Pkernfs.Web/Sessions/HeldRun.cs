using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Sessions;

/// <summary>A run that stays, and counts among this server's, until it is disposed.</summary>
public sealed class HeldRun(RunInspection run, IDisposable lease) : IDisposable
{
    public RunInspection Run => run;

    public void Dispose() => lease.Dispose();
}
