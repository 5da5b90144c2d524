using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>The temporary domain as user space's to ask for: the driver makes it of a file that is handed over, and not by itself at start-up.</summary>
public sealed partial class IommuDriver
{
    /// <summary>
    /// Takes the domain id of each present context entry that no domain of this kernel stands behind, as kdump's copied tables do: until somebody hands the tables
    /// over, no other domain may get an id that the unit's caches know them by. Gives the functions and their ids.
    /// </summary>
    public IReadOnlyList<(PciAddress Function, ushort DomainId)> ReserveDomainIds()
    {
        var used = Hardware.Board.Functions.Select(function => function.Address)
            .Where(function => State.DomainOf(function) is null && ReadContext(function) is { Present: true })
            .Select(function => (function, ReadContext(function)!.Value.DomainId)).ToArray();
        State = State with { ReservedIds = [.. State.ReservedIds.Union(used.Select(entry => entry.DomainId))] };
        return used;
    }

    /// <summary>The functions whose context entries lead to the top table in a page-table file's block, with these entries.</summary>
    public IReadOnlyList<(PciAddress Function, ContextEntry Entry)> TranslatingThrough(PhysicalAddress block)
    {
        var top = new PageTableRegionReader(kernel.Memory, block).RootPage;
        return
        [
            .. from function in Hardware.Board.Functions
               let entry = ReadContext(function.Address)
               where entry is { Present: true } && entry.Value.TranslationType != TranslationType.PassThrough && entry.Value.SecondStageTable == top
               select (function.Address, entry.Value),
        ];
    }

    /// <summary>
    /// Makes the temporary domain of a page-table file's block. Which functions it holds is said by the tables that hardware walks and by nobody else. Refused, and
    /// nothing is changed, where no entry leads to it, where entries differ, and where the tables are not what <see cref="RestoreDomains"/> would take.
    /// </summary>
    public bool TryRestoreDomain(PhysicalAddress block, [NotNullWhen(true)] out IommuDomain? domain, [NotNullWhen(false)] out string? problem)
    {
        domain = null;
        var users = TranslatingThrough(block);
        if (users.Count == 0)
        {
            problem = "No function's context entry leads to these tables: hardware does not translate through them.";
            return false;
        }
        var (first, kept) = users[0];
        problem = users.All(user => user.Entry.SecondStageRoot == kept.SecondStageRoot && user.Entry.DomainId == kept.DomainId)
            ? WhyNotRestored(first, kept, out _)
            : $"The context entries of {string.Join(", ", users.Select(user => user.Function))} lead to the same tables with different widths or domain ids: that is no one domain.";
        if (problem is not null) return false;
        domain = Add(new(kept.DomainId, DomainKind.Restored, kept.SecondStageRoot, block, $"the temporary domain of {first}", [.. users.Select(user => user.Function)]));
        State = State with { ReservedIds = State.ReservedIds.Remove(kept.DomainId) };
        return true;
    }

    /// <summary>The functions that a temporary domain over a file's block holds; none where there is no such domain.</summary>
    public IEnumerable<PciAddress> HeldBy(PhysicalAddress block) =>
        State.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Restored && domain.Region == block)?.Functions ?? [];
}
