namespace Pkernfs.Web.Sessions;

/// <summary>How much of the server sessions may take. Each limit has its own clear message when it is met.</summary>
/// <param name="MaxSessions">Sessions at once: enough for a review with many tables, few enough to list.</param>
/// <param name="IdleTime">A session that nobody looked at for this long is closed.</param>
/// <param name="MaxRunBytes">Memory that the runs of all sessions together may hold; runs of the same scenario are shared and count once.</param>
/// <param name="RunTime">How long computing a scenario's run may take.</param>
public sealed record SessionLimits(int MaxSessions, TimeSpan IdleTime, long MaxRunBytes, TimeSpan RunTime)
{
    public static SessionLimits Default { get; } = new(200, TimeSpan.FromHours(4), 4L << 30, TimeSpan.FromSeconds(60));

    /// <summary>When the server is full, a session that nobody looks at gives way after this long: time enough to reload a page or to mend a connection.</summary>
    public TimeSpan LeftTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Branches of one session, beside the scenario's own run: more than anybody keeps apart in a list.</summary>
    public int MaxBranches { get; init; } = 24;

    /// <summary>How often idle sessions are looked for: often enough that idle time is kept to within a few percent.</summary>
    public TimeSpan IdleCheck => TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond, IdleTime.Ticks / 50));
}
