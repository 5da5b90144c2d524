using System.Globalization;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Commands;

/// <summary>What "cost" prints: a column a scenario, a line a figure, then code and trust in words.</summary>
internal static class CostTable
{
    private const int LabelWidth = 26, Gap = 2;

    public static void Write(TextWriter output, IReadOnlyList<CostRow> rows, CostParameters parameters)
    {
        int width = Gap + Math.Max(18, rows.Max(row => row.Scenario.Length));
        Line("", row => row.Scenario);
        Line("guest", row => RoundSize.Of(row.Guest) + (row.Extrapolated ? ", carried on" : ""));
        Line("blackout", row => Time(row, row.BlackoutNanoseconds));
        foreach (string phase in rows.SelectMany(row => row.Blackout).Select(phase => phase.Phase).Distinct())
            Line("  " + phase, row => row.Blackout.FirstOrDefault(known => known.Phase == phase) is { } cost ? VerbOutput.Milliseconds(cost.Nanoseconds) : "-");
        Line("mapping changes blocked", row => Time(row, row.MappingsBlockedNanoseconds));
        Line("around it, guest running", row => Time(row, row.AroundNanoseconds));
        Line("reserved", row => Size(row, row.ReservedBytes));
        Line("  of it used", row => Size(row, row.ReservedUsedBytes));
        Line("written in the blackout", row => Size(row, row.BlackoutBytesWritten));
        Line("allocator shim", row => row.NeedsAllocatorShim ? "yes" : "no");
        foreach (var row in rows)
        {
            output.WriteLine();
            output.WriteLine($"{row.Scenario} ({row.Approach})");
            output.WriteLine($"  touches: {string.Join("; ", row.CodePaths)}");
            output.WriteLine($"  trusts:  {string.Join("; ", row.Trusts)}");
            foreach (string limit in row.BeyondPostedLimits) output.WriteLine($"  beyond the design as posted: {limit}");
            if (row.Problem is not null) output.WriteLine($"  no figures: {row.Problem}");
        }
        output.WriteLine();
        foreach (var (id, value) in parameters.Changed)
            output.WriteLine($"{id} = {CostParameters.Write(value)} {CostCatalogue.Find(id)!.Unit.Symbol()} instead of {CostParameters.Write(CostCatalogue.Find(id)!.Default)}.");
        output.WriteLine("Modelled, not measured: counted work times parameters that are assumed but for two (docs/cost-model.md).");

        void Line(string label, Func<CostRow, string> value) =>
            output.WriteLine(string.Concat([label.PadRight(LabelWidth), .. rows.Select(row => value(row).PadLeft(width))]).TrimEnd());
    }

    private static string Time(CostRow row, long? nanoseconds) =>
        row.Problem is not null ? "-" : nanoseconds is { } time ? VerbOutput.Milliseconds(time) : "never ends";

    private static string Size(CostRow row, ulong bytes) => row.Problem is not null ? "-" : bytes == 0 ? 0.ToString(CultureInfo.InvariantCulture) : RoundSize.Of(bytes);
}
