using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>IOVAs in a row that hardware treats alike: mapped to memory in a row, or refused for one reason.</summary>
/// <param name="Output">Where the first of them goes; zero where refused.</param>
/// <param name="PageSize">The size of each leaf; of each entry where refused.</param>
/// <param name="Rights">What the whole path allows.</param>
/// <param name="Problem">Why hardware refuses, in a few words; null where it translates.</param>
/// <param name="Owner">Who owns the memory it begins with, "/guest-ram"; null where that is not known.</param>
/// <param name="Class">What that memory is for; null where that is not known.</param>
public sealed record TranslationRun(
    IovaRange Input,
    PhysicalAddress Output,
    ByteCount PageSize,
    AccessRights Rights,
    string? Problem = null,
    string? Owner = null,
    OwnerClass? Class = null)
{
    /// <summary>Leaves in it.</summary>
    public ulong Pages => PageSize.Value == 0 ? 0 : Input.Length.Value / PageSize.Value;

    public PhysicalRange Memory => new(Output, Problem is null ? Input.Length : default);

    internal bool IsFollowedBy(TranslationRun next) =>
        Input.End == next.Input.Start && PageSize == next.PageSize && Rights == next.Rights && Problem == next.Problem
        && (Problem is not null || Output.Value + Input.Length.Value == next.Output.Value);
}
