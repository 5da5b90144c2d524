namespace Pkernfs.Core.PageTables;

/// <summary>What an access does to memory. An atomic operation is a write.</summary>
public enum AccessKind
{
    Read,
    Write,
}

/// <summary>From an access to the right that it needs.</summary>
public static class AccessKinds
{
    extension(AccessKind access)
    {
        /// <summary>The right without which the access is refused.</summary>
        public AccessRights Needs => access == AccessKind.Write ? AccessRights.Write : AccessRights.Read;
    }

    /// <summary>True when <paramref name="rights"/> let <paramref name="access"/> happen.</summary>
    public static bool Allow(this AccessRights rights, AccessKind access) => (rights & access.Needs) != 0;
}
