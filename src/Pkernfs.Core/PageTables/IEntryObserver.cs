namespace Pkernfs.Core.PageTables;

/// <summary>Is told of every entry that mapping and unmapping change.</summary>
public interface IEntryObserver
{
    /// <summary>The entry at <paramref name="entryAddress"/> in a table of <paramref name="level"/> went from one value to another. The old value of an entry in a new table is 0.</summary>
    void Wrote(PhysicalAddress entryAddress, ulong oldEntry, ulong newEntry, int level);
}
