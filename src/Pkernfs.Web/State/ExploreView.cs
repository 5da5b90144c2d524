using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Web.Scenes.Exploring;

namespace Pkernfs.Web.State;

/// <summary>What the page about faults shows, as its address says: "/explore?scenario=pkernfs-rfc&amp;outcome=panic&amp;fault=crash-vmm".</summary>
public sealed record ExploreView
{
    public const string Path = "/explore";

    // As in the explorer's links: a name longer than this is not one of ours.
    private const int LongestName = 200;

    /// <summary>The scenario that is shown in full; null for all approaches at a glance.</summary>
    public string? Scenario { get; init; }

    /// <summary>The outcome that is shown alone.</summary>
    public OutcomeKind? Outcome { get; init; }

    /// <summary>The fault that is unfolded, by its id.</summary>
    public string? Fault { get; init; }

    public ThemeChoice? Theme { get; init; }

    public string ToUrl()
    {
        var url = new StringBuilder(Path);
        Append("scenario", Scenario);
        Append("outcome", Outcome is { } kind ? OutcomeWords.Name(kind) : null);
        Append("fault", Fault);
        Append("theme", Theme is { } theme ? ViewValues.Word(theme) : null);
        return url.ToString();

        void Append(string key, string? value)
        {
            if (value is not null) url.Append(url.Length == Path.Length ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    /// <summary>Reads any address; for what is not there the nearest is taken, with a sentence.</summary>
    /// <param name="scenarios">Those that are explored here.</param>
    public static (ExploreView View, ImmutableArray<string> Messages) Parse(string uri, IReadOnlyCollection<string> scenarios)
    {
        var view = new ExploreView();
        var messages = ImmutableArray.CreateBuilder<string>();
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query < 0 ? "" : uri[query..].Split('#')[0]))
        {
            var (key, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (value.Length > 0) view = Apply(view, key, value, scenarios, messages);
        }
        return (view, messages.ToImmutable());
    }

    private static ExploreView Apply(ExploreView view, string key, string value, IReadOnlyCollection<string> scenarios, ImmutableArray<string>.Builder messages)
    {
        string shown = value.Length <= 60 ? value : value[..60] + "...";
        switch (key)
        {
            case "scenario" when scenarios.Contains(value): return view with { Scenario = value };
            case "scenario":
                string? scenario = NearestName.Of(value, scenarios);
                messages.Add($"There is no built-in scenario \"{shown}\"; shown {(scenario is null ? "are all approaches at a glance" : $"is \"{scenario}\"")}.");
                return view with { Scenario = scenario };
            case "outcome" when OutcomeWords.Find(value) is { } kind: return view with { Outcome = kind };
            case "outcome":
                messages.Add($"There is no outcome \"{shown}\", so all are shown. Outcomes are: {string.Join(", ", OutcomeWords.Kinds.Select(OutcomeWords.Name))}.");
                return view;
            case "fault" when Catalogue<Fault>.Find(value) is not null: return view with { Fault = value };
            case "fault":
                string? fault = value.Length > LongestName ? null : NearestName.Of(value, Catalogue<Fault>.All.Select(one => one.Id));
                messages.Add($"There is no fault \"{shown}\"; {(fault is null ? "none is unfolded" : $"unfolded is \"{fault}\"")}.");
                return view with { Fault = fault };
            case "theme" when ViewValues.TryReadWord(value, out ThemeChoice theme): return view with { Theme = theme };
            case "theme":
                messages.Add($"The link's \"theme={shown}\" cannot be read, so it was left out. It wants system, dark or light.");
                return view;
            default:
                messages.Add($"The link's \"{(key.Length <= 60 ? key : key[..60] + "...")}\" is not known here, so it was left out.");
                return view;
        }
    }
}
