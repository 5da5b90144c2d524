namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Where a new column begins, so that pieces in their order fill columns of much the same height.</summary>
internal static class ColumnBreaks
{
    /// <summary>The column of each piece: the heights' order is kept, and the highest column is as low as it can be.</summary>
    public static int[] Of(IReadOnlyList<double> heights, int columns)
    {
        double[] limits = [.. Enumerable.Range(0, heights.Count).SelectMany(from => Enumerable.Range(1, heights.Count - from).Select(count => heights.Skip(from).Take(count).Sum())).Order()];
        foreach (double limit in limits)
        {
            if (Fill(heights, limit) is { } filled && filled.DefaultIfEmpty(0).Last() < columns) return filled;
        }
        return [];
    }

    private static int[]? Fill(IReadOnlyList<double> heights, double limit)
    {
        int[] filled = new int[heights.Count];
        double used = 0;
        for (int i = 0, column = 0; i < heights.Count; i++)
        {
            if (heights[i] > limit) return null;
            if (i > 0 && used + heights[i] > limit) (column, used) = (column + 1, 0);
            (filled[i], used) = (column, used + heights[i]);
        }
        return filled;
    }
}
