using System.Runtime.CompilerServices;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;

namespace Pkernfs.Web.Sessions;

/// <summary>The report on each run's invariants: worked out once, off everyone's thread, and kept as long as the run.</summary>
public sealed class InvariantReports
{
    private readonly ConditionalWeakTable<RunInspection, Lazy<Task<InvariantReport>>> reports = [];

    /// <summary>The report on a run; the first to ask has it worked out.</summary>
    /// <param name="parent">A run whose first moments this one may share: where its report is there, theirs are taken over. Null where there is none.</param>
    public Task<InvariantReport> Of(RunInspection run, RunInspection? parent = null) =>
        reports.GetValue(run, asked => new(() => Task.Run(() => WorkOut(asked, parent)))).Value;

    private InvariantReport WorkOut(RunInspection run, RunInspection? parent) =>
        parent is not null && parent != run && reports.TryGetValue(parent, out var known) && known is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } report }
            ? InvariantReport.Of(run, report.Result)
            : InvariantReport.Of(run);
}
