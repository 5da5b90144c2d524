namespace Pkernfs.Core.Inspection;

/// <summary>How far questions about tables go: damaged tables can point in circles without end.</summary>
internal static class InspectionLimits
{
    /// <summary>Tables above the lowest level that are read to count or find those below: 2 TiB in 4 KiB pages.</summary>
    public const int MostUpperTables = 2048;

    /// <summary>Tables that are held against those of another moment, each by a look at where it is kept: 256 GiB in 4 KiB pages.</summary>
    public const int MostTablesCompared = 1 << 17;
}
