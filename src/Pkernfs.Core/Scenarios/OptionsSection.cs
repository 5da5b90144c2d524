using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>options: where the posted code is wanted instead of its stated intent, which limits of the design are lifted, which variants of the approach, which format of Kexec HandOver.</summary>
internal static class OptionsSection
{
    private static readonly Dictionary<string, Func<PkernfsOptions, PkernfsOptions>> Flags = new(StringComparer.Ordinal)
    {
        ["zap-every-device"] = options => options with { ZapEveryDevice = true },
        ["reallocate-on-truncate"] = options => options with { ReallocateOnTruncate = true },
        ["type-test-by-or"] = options => options with { TypeTestByOr = true },
        ["unbounded-allocation"] = options => options with { UnboundedAllocation = true },
        ["unchecked-region-pages"] = options => options with { UncheckedRegionPages = true },
        ["unchecked-region-bitmap"] = options => options with { UncheckedRegionBitmap = true },
    };

    private static readonly Dictionary<string, LiftedLimits> Limits = new(StringComparer.Ordinal)
    {
        ["several-regions"] = LiftedLimits.SeveralRegions,
        ["gigantic-blocks"] = LiftedLimits.GiganticBlocks,
        ["whole-bitmap"] = LiftedLimits.WholeBitmap,
        ["large-mappings"] = LiftedLimits.LargeMappings,
    };

    public static (PkernfsOptions Posted, Variants Variants, HandoverVersion Handover) Read(ScenarioSection scenario, string? approach)
    {
        if (scenario.Optional("options") is null || scenario.Mapping("options") is not { } mapping) return (PkernfsOptions.Intent, Variants.Default, HandoverVersion.V4);
        var section = new ScenarioSection(scenario.File, "options", mapping, scenario.Findings, ["as-posted", "lifted-limits", "handover", .. VariantNames.Keys]);
        var posted = section.Optional("as-posted") switch
        {
            null => PkernfsOptions.Intent,
            ScenarioSequence list => ReadList(section, list),
            _ => section.Flag("as-posted") == true ? PkernfsOptions.AsPosted : PkernfsOptions.Intent,
        };
        return (posted with { Lifted = ReadLimits(section) }, ReadVariants(section, approach), ReadHandover(section));
    }

    private static Variants ReadVariants(ScenarioSection section, string? approach)
    {
        var variants = Variants.Default;
        foreach (string key in VariantNames.Keys)
        {
            if (section.Scalar(key, required: false) is not { } scalar) continue;
            if (!VariantNames.TryRead(key, scalar.Value, variants, out var changed))
            {
                string[] values = [.. VariantNames.Values(key)];
                section.Error(scalar, $"There is no {key} '{ScenarioSection.Shorten(scalar.Value)}'.{NearestName.Hint(scalar.Value, values)} It is one of: {string.Join(", ", values)}.");
                continue;
            }
            // Each is asked about by itself, so that what does not go is told where it stands.
            string[] problems = approach is null ? [] : [.. Catalogue<Approach>.Find(approach)!.VariantProblems(changed).Except(Catalogue<Approach>.Find(approach)!.VariantProblems(variants))];
            foreach (string problem in problems) section.Error(scalar, problem);
            variants = changed;
        }
        return variants;
    }

    private static HandoverVersion ReadHandover(ScenarioSection section)
    {
        if (section.Optional("handover") is null || section.Scalar("handover") is not { } scalar) return HandoverVersion.V4;
        if (HandoverVersions.Of(scalar.Value) is { } version) return version;
        string[] names = [.. Enum.GetValues<HandoverVersion>().Select(known => known.Compatible())];
        section.Error(scalar, $"There is no format of Kexec HandOver '{ScenarioSection.Shorten(scalar.Value)}'.{NearestName.Hint(scalar.Value, names)} Formats are: {string.Join(", ", names)}.");
        return HandoverVersion.V4;
    }

    private static LiftedLimits ReadLimits(ScenarioSection section)
    {
        var lifted = LiftedLimits.None;
        foreach (var item in section.Sequence("lifted-limits", required: false)?.Items ?? [])
        {
            if (item is ScenarioScalar named && Limits.TryGetValue(named.Value, out var limit)) lifted |= limit;
            else if (item is ScenarioScalar unknown) section.Error(item, $"There is no limit '{ScenarioSection.Shorten(unknown.Value)}' to lift.{NearestName.Hint(unknown.Value, Limits.Keys)} Limits are: {string.Join(", ", Limits.Keys)}.");
            else section.Error(item, $"Wanted is a limit's name; here is {item.Noun}.");
        }
        return lifted;
    }

    private static PkernfsOptions ReadList(ScenarioSection section, ScenarioSequence list)
    {
        var options = PkernfsOptions.Intent;
        foreach (var item in list.Items)
        {
            if (item is ScenarioScalar named && Flags.TryGetValue(named.Value, out var set)) options = set(options);
            else if (item is ScenarioScalar unknown) section.Error(item, $"There is no option '{ScenarioSection.Shorten(unknown.Value)}'.{NearestName.Hint(unknown.Value, Flags.Keys)} Options are: {string.Join(", ", Flags.Keys)}.");
            else section.Error(item, $"Wanted is an option's name; here is {item.Noun}.");
        }
        return options;
    }
}
