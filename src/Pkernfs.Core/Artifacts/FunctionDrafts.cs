using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>All functions of a board being read, by address.</summary>
internal sealed class FunctionDrafts
{
    private readonly SortedDictionary<PciAddress, FunctionDraft> _drafts = [];

    public int Count => _drafts.Count;

    public FunctionDraft this[PciAddress address]
    {
        get
        {
            if (!_drafts.TryGetValue(address, out var draft)) _drafts[address] = draft = new(address);
            return draft;
        }
    }

    /// <summary>True when no file said which group any function is in.</summary>
    public bool WithoutGroups => _drafts.Values.All(draft => draft.IommuGroup is null);

    /// <summary>
    /// The functions whose ids some file told. One without a group shares its device's first one, as functions without
    /// access control do, or gets the next free number.
    /// </summary>
    public ImmutableArray<BoardFunction> ToFunctions()
    {
        var known = _drafts.Values.Where(draft => draft is { Vendor: not null, Device: not null }).ToList();
        int next = known.Max(draft => draft.IommuGroup) + 1 ?? 0;
        var groups = new Dictionary<(ushort, byte, byte), int>();
        var functions = ImmutableArray.CreateBuilder<BoardFunction>();
        foreach (var draft in known)
        {
            var slot = (draft.Address.Segment, draft.Address.Bus, draft.Address.Device);
            int group = draft.IommuGroup ?? (groups.TryGetValue(slot, out int shared) ? shared : next++);
            groups.TryAdd(slot, group);
            functions.Add(draft.ToFunction(group));
        }
        return functions.ToImmutable();
    }
}
