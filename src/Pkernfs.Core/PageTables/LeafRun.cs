namespace Pkernfs.Core.PageTables;

/// <summary>Input addresses that translate one after another: one leaf, or neighbours with contiguous outputs folded.</summary>
/// <param name="Input">The first input address.</param>
/// <param name="Output">What it translates to.</param>
/// <param name="Length">How far both go on; less than a page only where the question was for part of one.</param>
/// <param name="PageSize">The size of each leaf in it.</param>
/// <param name="Rights">What the whole path allows; never none.</param>
public readonly record struct LeafRun<TInput>(TInput Input, PhysicalAddress Output, ByteCount Length, ByteCount PageSize, AccessRights Rights)
    where TInput : struct, IAddress<TInput>
{
    /// <summary>True when <paramref name="next"/> carries on where this ends, with leaves of the same kind.</summary>
    public bool IsFollowedBy(in LeafRun<TInput> next) =>
        Input.Value + Length.Value == next.Input.Value
        && Output.Value + Length.Value == next.Output.Value
        && PageSize == next.PageSize
        && Rights == next.Rights;
}
