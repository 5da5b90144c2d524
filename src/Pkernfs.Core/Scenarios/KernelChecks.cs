using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether two command lines can be the two ends of one live update.</summary>
internal static class KernelChecks
{
    public static void Check(ScenarioSection scenario, KernelsSection kernels, bool usesRegion)
    {
        CheckIommu(scenario, kernels.A);
        CheckIommu(scenario, kernels.B);
        if (usesRegion) CheckLiveUpdate(scenario, kernels);
        CheckSame(scenario, kernels);
    }

    private static void CheckIommu(ScenarioSection scenario, KernelsSection.Entry kernel)
    {
        var line = kernel.CommandLine;
        var place = kernel.Scalar;
        if (!line.IntelIommu)
        {
            int column = kernel.ColumnOf(line.Parameters.LastOrDefault(parameter => parameter.Is("intel_iommu") || parameter.Is("iommu")));
            scenario.Findings.Error(scenario.File, place.Line, column, $"The IOMMU of {kernel.Name} is off; the approach carries its tables across the kexec: add intel_iommu=on.");
        }
        if (line.ScalableMode)
        {
            scenario.Findings.Warning(scenario.File, place.Line, kernel.ColumnOf(kernel.Last("intel_iommu")), $"{Upper(kernel.Name)} asks for scalable mode; the series keeps legacy root and context tables, and those are modelled (RFC 09/18).");
        }
        if (line.PassThrough)
        {
            var parameter = line.Parameters.LastOrDefault(p => (p.Is("iommu") && p.Value?.Contains("pt", StringComparison.Ordinal) == true) || p.Is("iommu.passthrough"));
            scenario.Findings.Note(scenario.File, place.Line, kernel.ColumnOf(parameter), $"{Upper(kernel.Name)} gives host devices identity domains: their DMA is not confined to what they were given.");
        }
    }

    private static void CheckLiveUpdate(ScenarioSection scenario, KernelsSection kernels)
    {
        if (kernels.A.CommandLine.LiveUpdate)
            scenario.Findings.Warning(scenario.File, kernels.A.Scalar.Line, kernels.A.ColumnOf(kernels.A.Last("liveupdate")), "Kernel a has liveupdate: it boots first and has nothing to restore (RFC 06/18).");
        if (!kernels.B.CommandLine.LiveUpdate)
            scenario.Findings.Warning(scenario.File, kernels.B.Scalar.Line, kernels.B.Scalar.Column, "Kernel b lacks liveupdate: it will start over instead of restoring (RFC 06/18).");
    }

    private static void CheckSame(ScenarioSection scenario, KernelsSection kernels)
    {
        var (a, b) = kernels;
        bool sameMap = a.CommandLine.Memmap.Select(Essence).SequenceEqual(b.CommandLine.Memmap.Select(Essence));
        if (!sameMap)
        {
            int column = b.ColumnOf(b.Last("memmap") ?? b.Last("mem"));
            scenario.Findings.Error(scenario.File, b.Scalar.Line, column, $"Kernel b's memmap= differs from kernel a's ({Words(a, "memmap", "mem")}): the next kernel must leave out the same memory, and nothing else tells it to.");
        }
        if (b.CommandLine.Pkernfs is { } region && a.CommandLine.Pkernfs is { } first && region != first)
        {
            scenario.Findings.Error(scenario.File, b.Scalar.Line, b.ColumnOf(b.Last("pkernfs")), $"Kernel b's region {region} is not kernel a's {first}: it would not find the file system.");
        }
        var differing = Others(a).Except(Others(b)).Concat(Others(b).Except(Others(a))).Distinct().ToList();
        if (differing.Count > 0)
        {
            var parameter = b.CommandLine.Parameters.FirstOrDefault(p => differing.Contains(p.Text));
            scenario.Findings.Warning(scenario.File, b.Scalar.Line, b.ColumnOf(parameter), $"The command lines of kernels a and b differ in more than liveupdate: {ScenarioSection.Shorten(string.Join(", ", differing))}.");
        }
    }

    private static object Essence(MemmapOption option) => (option.Action, option.Range, option.OldType, option.NewType);

    private static IEnumerable<string> Others(KernelsSection.Entry kernel) =>
        kernel.CommandLine.Parameters.Where(p => !(p.Is("memmap") || p.Is("mem") || p.Is("pkernfs") || p.Is("liveupdate"))).Select(p => p.Text);

    private static string Words(KernelsSection.Entry kernel, params string[] names)
    {
        string words = string.Join(' ', kernel.CommandLine.Parameters.Where(parameter => names.Any(parameter.Is)).Select(parameter => parameter.Text));
        return words.Length == 0 ? "none" : ScenarioSection.Shorten(words);
    }

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
