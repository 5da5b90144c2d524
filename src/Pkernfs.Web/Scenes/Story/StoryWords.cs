using System.Text;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Scenes.Story;

/// <summary>What a panel shows, for those who do not see it.</summary>
public static class StoryWords
{
    /// <summary>Less of a part than this is not told.</summary>
    private const double LeastTold = 0.05;

    /// <summary>"No kernel, no VMM. 01:00.0 NIC reaches guest RAM in pkernfs, 1 GiB at 0x100000000, through dom-0 (no owner), whose tables outlive a kexec. …"</summary>
    public static string Of(StoryPanel panel)
    {
        string who = $"{panel.Kernel.Words}, {panel.Process.Words}";
        var text = new StringBuilder(char.ToUpperInvariant(who[0]) + who[1..]).Append('.');
        foreach (var path in panel.Paths) text.Append(' ').Append(Way(panel, path)).Append('.');
        return text.ToString();
    }

    /// <summary>"Memory: low RAM, stale and free; pkernfs, 1 GiB at 0x100000000, guest RAM and free; …": of each part what most of it is.</summary>
    public static string Memory(StoryPanel panel) => $"Memory: {string.Join("; ", panel.Memory.Select(bar => $"{bar.Words}, {string.Join(" and ", Most(bar))}"))}.";

    private static IEnumerable<string> Most(StoryBar bar) => bar.Runs
        .GroupBy(run => Fill(run.Fill))
        .Select(group => (Words: group.Key, Share: group.Sum(run => run.To - run.From)))
        .OrderByDescending(group => group.Share)
        .Where((group, place) => place == 0 || group.Share >= LeastTold)
        .Take(2)
        .Select(group => group.Words);

    private static string Fill(MapFill fill) => fill switch
    {
        MapFill.Guest => "guest RAM",
        MapFill.SecondStage or MapFill.SecondStageEphemeral or MapFill.RootAndContext or MapFill.RootAndContextEphemeral => "tables",
        MapFill.Metadata => "metadata",
        MapFill.KernelImage or MapFill.KernelData => "kernel",
        MapFill.Vmm => "user space",
        MapFill.Stale => "stale",
        MapFill.Free => "free",
        _ => "reserved",
    };

    private static string Way(StoryPanel panel, StoryPath path)
    {
        if (path.Blocked is { } blocked) return $"{path.Device} is {blocked}";
        if (path.Target is not { } target) return $"{path.Device} reaches no memory: {path.Domain.Words}";
        var bar = panel.Memory[target.Bar];
        // Its largest mapping is drawn; guest RAM that nothing keeps together lies in several places.
        string homes = string.Join(" and ", panel.Memory.Where(one => one.Runs.Any(run => run.Fill == MapFill.Guest)).Select(one => one.Words).Distinct());
        string reached = bar.Runs.Any(run => run.Fill == MapFill.Guest && run.From <= target.At && target.At <= run.To) ? $"guest RAM in {homes}," : bar.Words;
        string tables = path.Domain.Words.Replace(", no owner", " (no owner)", StringComparison.Ordinal);
        string lasting = path.Domain.Look == StoryLook.Persists ? ", whose tables outlive a kexec" : "";
        return $"{path.Device} {(path.Runs ? "reaches" : "would reach")} {reached} through {tables}{lasting}";
    }
}
