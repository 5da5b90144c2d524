namespace Pkernfs.Core.Kernel;

/// <summary>Gathers intel_iommu=, iommu=, iommu.passthrough= and intremap=; the last word on a matter holds.</summary>
internal sealed class IommuParameters
{
    // What the kernel knows and this machine has no use for.
    private static readonly string[] KnownIntel = ["igfx_off", "forcedac", "strict", "tboot_noforce"];
    private static readonly string[] KnownIntremap = ["nosid", "no_x2apic_optout", "nopost", "posted_msi"];

    public bool Enabled { get; private set; }

    public bool AllOff { get; private set; }

    public bool Superpages { get; private set; } = true;

    public bool ScalableMode { get; private set; }

    public bool PassThrough { get; private set; }

    public bool InterruptRemapping { get; private set; } = true;

    public void Read(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        if (parameter.Is("intel_iommu")) ForEach(parameter, problems, Intel);
        else if (parameter.Is("intremap")) ForEach(parameter, problems, Intremap);
        else if (parameter.Is("iommu")) ForEach(parameter, problems, Iommu);
        else if (parameter.Is("iommu.passthrough"))
        {
            if (parameter.Value is "1" or "y" or "Y" or "on") PassThrough = true;
            else if (parameter.Value is "0" or "n" or "N" or "off") PassThrough = false;
            else problems.Add(new(parameter.ValueColumn, "iommu.passthrough= wants 0 or 1."));
        }
    }

    private static void ForEach(KernelParameter parameter, List<CommandLineProblem> problems, Func<string, bool> take)
    {
        int column = parameter.ValueColumn;
        foreach (string word in (parameter.Value ?? "").Split(','))
        {
            if (!take(word)) problems.Add(new(column, $"'{word}' is not an option of {parameter.Key}= and is ignored."));
            column += word.Length + 1;
        }
    }

    private bool Intel(string word)
    {
        switch (word)
        {
            case "on": Enabled = true; return true;
            case "off": Enabled = false; return true;
            case "sp_off": Superpages = false; return true;
            case "sm_on": ScalableMode = true; return true;
            case "sm_off": ScalableMode = false; return true;
            default: return KnownIntel.Contains(word);
        }
    }

    private bool Intremap(string word)
    {
        switch (word)
        {
            case "on": InterruptRemapping = true; return true;
            case "off": InterruptRemapping = false; return true;
            default: return KnownIntremap.Contains(word);
        }
    }

    // iommu= has many words for other architectures' units; only these matter here, none is a mistake.
    private bool Iommu(string word)
    {
        switch (word)
        {
            case "off": AllOff = true; break;
            case "pt": PassThrough = true; break;
            case "nopt": PassThrough = false; break;
        }
        return true;
    }
}
