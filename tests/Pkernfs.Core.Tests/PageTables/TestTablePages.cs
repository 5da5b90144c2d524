using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

/// <summary>Hands out pages from <paramref name="first"/> on, full of another owner's bytes, and knows which are out.</summary>
internal sealed class TestTablePages(IMemoryWriter memory, PhysicalAddress first, int limit = int.MaxValue) : ITablePages
{
    private readonly Stack<PhysicalAddress> _returned = [];
    private ulong _next = first.Value;

    public HashSet<PhysicalAddress> Out { get; } = [];

    public int Limit { get; set; } = limit;

    public bool TryAllocate(out PhysicalAddress page, [NotNullWhen(false)] out string? problem)
    {
        page = default;
        problem = "there is no table page left.";
        if (Out.Count >= Limit) return false;
        if (!_returned.TryPop(out page))
        {
            page = new(_next);
            _next += 4096;
        }
        byte[] leftovers = new byte[4096];
        Array.Fill(leftovers, (byte)0xa5);
        memory.TryWrite(page, leftovers);
        Assert.True(Out.Add(page));
        problem = null;
        return true;
    }

    public void Free(PhysicalAddress page)
    {
        Assert.True(Out.Remove(page), $"{page} was given back but is not out.");
        _returned.Push(page);
    }
}
