using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>A kernel command line and what it asks of memory, of the IOMMU and of a live update.</summary>
public sealed record KernelCommandLine
{
    /// <summary>The whole line as given.</summary>
    public required string Text { get; init; }

    /// <summary>Its words in order, the same one as often as it stands there; without what follows "--".</summary>
    public required ImmutableArray<KernelParameter> Parameters { get; init; }

    /// <summary>The edits of memmap= and mem=, in the order in which the kernel makes them.</summary>
    public required ImmutableArray<MemmapOption> Memmap { get; init; }

    /// <summary>
    /// The region of the last pkernfs=; null where there is none or its base is 0 (RFC 01/18, 07/18). In a running kernel that was given a size alone, the place that it
    /// chose or was told: the posted code keeps both in the same two variables.
    /// </summary>
    public PhysicalRange? Pkernfs { get; init; }

    /// <summary>The size of the last pkernfs= where that has no base, as guestmemfs= has none: the kernel chooses the place. Null else.</summary>
    public ByteCount? PkernfsSize { get; init; }

    /// <summary>True when the word liveupdate is there (RFC 06/18).</summary>
    public bool LiveUpdate { get; init; }

    /// <summary>Kexec HandOver; null where kho= does not turn it on.</summary>
    public HandoverParameters? Handover { get; init; }

    /// <summary>True for liveupdate=on beside kho=on: the Live Update Orchestrator. It is off where Kexec HandOver is.</summary>
    public bool Orchestrator { get; init; }

    /// <summary>What reserve_mem= asks for, in order.</summary>
    public ImmutableArray<ReserveMemParameter> ReserveMem { get; init; } = [];

    /// <summary>Pages of 1 GiB that hugepagesz= and hugepages= ask for at boot.</summary>
    public uint GiganticPages { get; init; }

    /// <summary>True when intel_iommu=on has the last word and iommu=off is not said.</summary>
    public bool IntelIommu { get; init; }

    /// <summary>False after intel_iommu=sp_off: second-stage tables then end in 4 KiB leaves.</summary>
    public bool Superpages { get; init; } = true;

    /// <summary>True after intel_iommu=sm_on.</summary>
    public bool ScalableMode { get; init; }

    /// <summary>True when host devices get identity domains: iommu=pt, iommu.passthrough=1.</summary>
    public bool PassThrough { get; init; }

    /// <summary>False after intremap=off.</summary>
    public bool InterruptRemapping { get; init; } = true;

    /// <summary>What does not do what it seems to say, by column.</summary>
    public required ImmutableArray<CommandLineProblem> Problems { get; init; }

    /// <summary>Reads any text; never fails. What cannot be used is left out and told in <see cref="Problems"/>.</summary>
    public static KernelCommandLine Parse(string text)
    {
        var problems = new List<CommandLineProblem>();
        var parameters = KernelParameterReader.Read(text, problems);
        var memmap = ImmutableArray.CreateBuilder<MemmapOption>();
        var reserved = ImmutableArray.CreateBuilder<ReserveMemParameter>();
        PhysicalRange? pkernfs = null;
        ByteCount? pkernfsSize = null;
        bool liveUpdate = false;
        var iommu = new IommuParameters();
        var handover = new HandoverParameterReader();
        var hugePages = new HugePageParameterReader();
        foreach (var parameter in parameters)
        {
            if (parameter.Is("memmap")) memmap.AddRange(MemmapReader.ReadMemmap(parameter, problems));
            else if (parameter.Is("mem") && MemmapReader.ReadMem(parameter, problems) is { } limit) memmap.Add(limit);
            else if (parameter.Is("reserve_mem"))
            {
                if (ReserveMemParameter.Read(parameter, problems) is { } asked) reserved.Add(asked);
            }
            else if (parameter.Is("pkernfs")) pkernfs = PkernfsParameter.Read(parameter, problems, out pkernfsSize);
            else if (handover.Read(parameter, problems) || hugePages.Read(parameter, problems)) continue;
            else if (parameter.Is("liveupdate")) liveUpdate = true;
            else iommu.Read(parameter, problems);
        }
        liveUpdate |= handover.OldLiveUpdate(problems);
        return new()
        {
            Text = text,
            Parameters = parameters,
            Memmap = memmap.ToImmutable(),
            Pkernfs = pkernfs,
            PkernfsSize = pkernfsSize,
            LiveUpdate = liveUpdate,
            Handover = handover.Parameters,
            Orchestrator = handover.Orchestrator,
            ReserveMem = reserved.ToImmutable(),
            GiganticPages = hugePages.Gigantic,
            IntelIommu = iommu is { Enabled: true, AllOff: false },
            Superpages = iommu.Superpages,
            ScalableMode = iommu.ScalableMode,
            PassThrough = iommu.PassThrough,
            InterruptRemapping = iommu.InterruptRemapping,
            Problems = [.. problems.OrderBy(problem => problem.Column)],
        };
    }
}
