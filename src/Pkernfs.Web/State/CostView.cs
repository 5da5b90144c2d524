using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Cost;

namespace Pkernfs.Web.State;

/// <summary>What the page about cost shows, as its address says: "/cost?guest=1T&amp;pages=2M&amp;show=blackout&amp;p.memory-write=16".</summary>
/// <param name="Guest">The guest's memory; null for each scenario's own.</param>
/// <param name="Leaves">The largest leaves of its mappings.</param>
/// <param name="Metric">What the curves show.</param>
/// <param name="Theme">What the link asks for, kept as it was; null where it asks for nothing.</param>
public sealed record CostView(ByteCount? Guest, LeafSize Leaves, CostMetric Metric, CostParameters Parameters, string? Theme = null)
{
    public const string Path = "/cost";

    /// <summary>Before the name of a parameter.</summary>
    private const string Prefix = "p.";

    public static CostView Default { get; } = new(null, LeafSize.TwoMiB, CostMetric.Blackout, CostParameters.Default);

    /// <summary>True where each scenario's own run is looked at, as it is.</summary>
    public bool IsOwnRun => Guest is null && Leaves == LeafSize.TwoMiB;

    public string ToUrl()
    {
        var url = new StringBuilder(Path);
        if (Guest is { } guest) Append("guest", WriteSize(guest));
        if (Leaves != LeafSize.TwoMiB) Append("pages", Leaves.Word());
        if (Metric != CostMetric.Blackout) Append("show", ViewValues.Word(Metric));
        foreach (var (id, value) in Parameters.Changed) Append(Prefix + id, CostParameters.Write(value));
        if (Theme is not null) Append("theme", Theme);
        return url.ToString();

        void Append(string key, string value) => url.Append(url.Length == Path.Length ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
    }

    /// <summary>Reads any address; what cannot be read is left at its default and told in a sentence.</summary>
    public static (CostView View, ImmutableArray<string> Messages) Parse(string uri)
    {
        var view = Default;
        var messages = ImmutableArray.CreateBuilder<string>();
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query < 0 ? "" : uri[query..].Split('#')[0]))
        {
            var (key, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (value.Length > 0) view = Apply(view, key, value, messages);
        }
        return (view, messages.ToImmutable());
    }

    /// <summary>The view with a guest as a person writes it; empty for each scenario's own.</summary>
    public CostView WithGuest(string text, out string problem)
    {
        problem = "";
        if (text.Trim().Length == 0) return this with { Guest = null };
        if (!ByteSize.TryParse(text, out var size, out problem)) return this;
        problem = CostScale.Problem(size) ?? "";
        return problem.Length == 0 ? this with { Guest = size } : this;
    }

    /// <summary>A size as links have it: "512M", "12T".</summary>
    public static string WriteSize(ByteCount size)
    {
        foreach (var (shift, letter) in ((int, char)[])[(40, 'T'), (30, 'G'), (20, 'M')])
        {
            if ((size.Value & ((1UL << shift) - 1)) == 0) return $"{size.Value >> shift}{letter}";
        }
        return $"0x{size.Value:x}";
    }

    private static CostView Apply(CostView view, string key, string value, ImmutableArray<string>.Builder messages)
    {
        string problem = "";
        if (key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            view.Parameters.TrySet(key[Prefix.Length..], value, out var parameters, out problem);
            view = view with { Parameters = parameters };
        }
        else if (key == "guest") view = view.WithGuest(value, out problem);
        else if (key == "pages" && LeafSizes.TryParse(value, out var leaves, out string? wrong)) view = view with { Leaves = leaves };
        else if (key == "pages") problem = LeafSizes.TryParse(value, out _, out wrong) ? "" : wrong;
        else if (key == "show" && CostMetrics.Find(value) is { } metric) view = view with { Metric = metric };
        else if (key == "show") problem = $"There is no curve \"{value}\": {string.Join(", ", CostMetrics.All.Select(ViewValues.Word))} can be shown.";
        else if (key == "theme") view = view with { Theme = value };
        else problem = $"The link's \"{(key.Length <= 60 ? key : key[..60] + "...")}\" is not known here, so it was left out.";
        if (problem.Length > 0) messages.Add(problem);
        return view;
    }
}
