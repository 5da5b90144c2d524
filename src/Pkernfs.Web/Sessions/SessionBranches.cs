using System.Collections.Immutable;

namespace Pkernfs.Web.Sessions;

/// <summary>The runs of one session, the scenario's own first, and the one that followers see. Safe to use from several threads; watchers are told on the thread that changed them.</summary>
public sealed class SessionBranches(SessionBranch scenario)
{
    private readonly Lock gate = new();
    private bool ended;

    /// <summary>Raised after a branch came, went or got another name.</summary>
    public event Action? Changed;

    /// <summary>Raised after followers were shown another branch.</summary>
    public event Action? ShownChanged;

    /// <summary>The scenario's own run.</summary>
    public SessionBranch Base { get; } = scenario;

    /// <summary>All, the scenario's own run first, each branch right after the branch that it continues: a tree, read from the top.</summary>
    public ImmutableArray<SessionBranch> All { get; private set; } = [scenario];

    /// <summary>The one that followers see.</summary>
    public SessionBranch Shown { get; private set; } = scenario;

    /// <summary>The branch of those edits; null where there is none.</summary>
    public SessionBranch? Find(string key) => All.FirstOrDefault(branch => branch.Key == key);

    /// <summary>The branch that another one continues: the one that has the most of its edits in common, from the first on.</summary>
    public SessionBranch ParentOf(SessionBranch branch) => All.Where(branch.Continues).MaxBy(other => other.Edits.Length) ?? Base;

    /// <summary>How many branches lie between a branch and the scenario, itself counted: 0 for the scenario's own run.</summary>
    public int DepthOf(SessionBranch branch) => All.Count(branch.Continues);

    /// <summary>Shows it to all who follow, at the moment that is most like theirs. Nothing happens to a branch that was removed meanwhile.</summary>
    public void Show(SessionBranch branch)
    {
        lock (gate)
        {
            if (Shown == branch || !All.Contains(branch)) return;
            if (Shown.Cursor.IsPlaying) Shown.Cursor.Pause();
            branch.Cursor.Seek(Shown.PlaceIn(branch, Shown.Cursor.Index));
            Shown = branch;
        }
        ShownChanged?.Invoke();
    }

    /// <summary>Gives a branch another name.</summary>
    /// <returns>Why it cannot have it; null where it has it now.</returns>
    public string? Rename(SessionBranch branch, string name)
    {
        string trimmed = name.Trim();
        if (branch.IsBase) return "The scenario's own run keeps the scenario's name.";
        if (trimmed.Length is 0 or > SessionBranch.LongestName || trimmed.Any(char.IsControl)) return $"A name has 1 to {SessionBranch.LongestName} characters on one line.";
        branch.Name = trimmed;
        Changed?.Invoke();
        return null;
    }

    /// <summary>Takes a branch out of the session; those who follow it are shown the one that it continued. The scenario's own run stays.</summary>
    public void Remove(SessionBranch branch)
    {
        if (branch.IsBase || !All.Contains(branch)) return;
        if (Shown == branch) Show(ParentOf(branch));
        lock (gate)
        {
            if (!All.Contains(branch)) return;
            All = All.Remove(branch);
        }
        branch.End();
        Changed?.Invoke();
    }

    /// <summary>Adds a branch, or gives the one of the same edits that was added meanwhile.</summary>
    internal SessionBranch Add(SessionBranch branch)
    {
        lock (gate)
        {
            if (Find(branch.Key) is { } known)
            {
                branch.End();
                return known;
            }
            if (ended)
            {
                branch.End();
                return branch;
            }
            // After the branch that it continues and all that continue that one.
            var parent = ParentOf(branch);
            int at = All.IndexOf(parent) + 1;
            while (at < All.Length && All[at].Continues(parent)) at++;
            All = All.Insert(at, branch);
        }
        Changed?.Invoke();
        return branch;
    }

    internal void End()
    {
        lock (gate)
        {
            if (ended) return;
            ended = true;
            foreach (var branch in All) branch.End();
        }
    }
}
