using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>kernels: the one that runs first (a) and the one that a kexec starts (b).</summary>
internal sealed record KernelsSection(KernelsSection.Entry A, KernelsSection.Entry B)
{
    /// <summary>A kernel with its command line's place.</summary>
    internal sealed record Entry(string Name, KernelPlan Plan, KernelCommandLine CommandLine, ScenarioScalar Scalar)
    {
        /// <summary>The last parameter of that name; null where there is none.</summary>
        public KernelParameter? Last(string name) => CommandLine.Parameters.LastOrDefault(parameter => parameter.Is(name));

        public int ColumnOf(KernelParameter? parameter) => parameter is null ? Scalar.Column : Scalar.ColumnAt(parameter.Column);
    }

    public static KernelsSection? Read(ScenarioSection scenario)
    {
        if (scenario.Mapping("kernels") is not { } mapping) return null;
        var kernels = new ScenarioSection(scenario.File, "kernels", mapping, scenario.Findings, "a", "b");
        var a = ReadKernel(kernels, "a");
        var b = ReadKernel(kernels, "b");
        return a is null || b is null ? null : new(a, b);
    }

    private static Entry? ReadKernel(ScenarioSection kernels, string key)
    {
        if (kernels.Mapping(key) is not { } mapping) return null;
        string name = "kernel " + key;
        var section = new ScenarioSection(kernels.File, name, mapping, kernels.Findings, "release", "command-line");
        var release = section.Scalar("release");
        if (release is not null && (release.Value.Length > 64 || release.Value.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) || release.Value.Length == 0))
            section.Error(release, "'release' wants one word of at most 64 characters, such as 6.7.0.");
        if (section.Scalar("command-line") is not { } line || release is null) return null;
        if (line.Value.Length >= ScenarioLimits.CommandLine)
        {
            section.Error(line, $"The command line has {line.Value.Length} characters; an x86 kernel takes {ScenarioLimits.CommandLine - 1} and cuts the rest.");
            return null;
        }
        var commandLine = KernelCommandLine.Parse(line.Value);
        foreach (var problem in commandLine.Problems) section.Findings.Warning(section.File, line.Line, line.ColumnAt(problem.Column), problem.Sentence);
        return new(name, new(release.Value, line.Value), commandLine, line);
    }
}
