namespace Pkernfs.Web.Sessions;

/// <summary>Closes the sessions that nobody looks at, for as long as the server runs.</summary>
public sealed class IdleSessions(SessionStore store, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(store.Limits.IdleCheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) store.CloseIdle();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
