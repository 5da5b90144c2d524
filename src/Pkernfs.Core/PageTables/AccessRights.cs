namespace Pkernfs.Core.PageTables;

/// <summary>What a translation lets an access do. Execution is not modelled: devices do not execute.</summary>
[Flags]
public enum AccessRights
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadWrite = Read | Write,
}
