using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>The map's place in a picture, and the part of the world that it shows there.</summary>
internal sealed record MapFrame(MapWorld World, double Width, double Height, bool IsNarrow)
{
    /// <summary>Height of the overview, and of all above the rows.</summary>
    public const double StripHeight = 14, StripSpace = 40;

    /// <summary>Where the rows begin.</summary>
    public const double Top = StripSpace;

    /// <summary>A cell so wide shows the grid in it.</summary>
    private const double OpensAt = 220;

    public double Margin { get; init; } = 16;

    public double Left => IsNarrow ? 88 : 104;

    public double Right => Width - (IsNarrow ? 16 : 36);

    public double Bottom => Height - 4;

    public double X0 { get; init; }

    public double X1 { get; init; } = 1;

    public double Y0 { get; init; }

    public double Y1 { get; init; } = 1;

    public bool IsHome { get; init; } = true;

    /// <summary>A frame that shows what a camera does.</summary>
    public MapFrame Look(Camera? camera)
    {
        var home = this with { X0 = 0, X1 = 1, Y0 = 0, Y1 = Math.Min(World.Height, Math.Max(Bottom - Top, 1)), IsHome = true };
        if (camera is null or { Level: MapLevel.Space } || World.Sections.IsEmpty) return home;
        ulong start = camera.Start.Value, end = start + camera.Length.Value;
        var section = World.At(start);
        bool isBlocks = camera.Level is MapLevel.Block or MapLevel.Gigabyte;
        var last = isBlocks ? World.At(end - 1) : section;
        if (isBlocks && start <= section.Start && end >= last.End) return home.Clamped(0, 1, section.Top - 6, Math.Max(last.Bottom + 6, section.Top + 20));
        int depth = section.Depths - (isBlocks ? 2 : 1);
        var (a, b) = (section.CellAt(start, depth), last.CellAt(Math.Max(start, end - 1), depth));
        double x0 = Math.Min(a.X, b.X), x1 = Math.Max(a.X + a.Width, b.X + b.Width), y0 = a.Y, y1 = b.Y + b.Height;
        if (!isBlocks && camera.Level != MapLevel.Page) return this with { X0 = x0, X1 = x1, Y0 = y0, Y1 = y1, IsHome = false };
        return x1 - x0 > 0.999 ? home.Clamped(0, 1, y0, y1) : this with { X0 = x0, X1 = x1, Y0 = y0, Y1 = y1, IsHome = false };
    }

    public double ScreenX(double x) => Left + ((x - X0) / (X1 - X0) * (Right - Left));

    public double ScreenY(double y) => Top + ((y - Y0) / (Y1 - Y0) * (Bottom - Top));

    /// <summary>True where a cell of that width in the world shows the grid in it.</summary>
    public bool Opens(double width) => width / (X1 - X0) * (Right - Left) >= OpensAt;

    /// <summary>The cell that holds the address, of the grid that can be seen.</summary>
    public MapCell CellSeen(PlacedSection section, ulong address)
    {
        int depth = 0;
        while (depth + 1 < section.Depths && Opens(section.CellAt(address, depth).Width)) depth++;
        return section.CellAt(address, depth);
    }

    public ScreenBox Box(MapCell cell) => Box(cell.X, cell.Y, cell.Width, cell.Height);

    public ScreenBox Box(double x, double y, double width, double height)
    {
        double left = ScreenX(x), top = ScreenY(y);
        return new(left, top, ScreenX(x + width) - left, ScreenY(y + height) - top);
    }

    private MapFrame Clamped(double x0, double x1, double y0, double y1)
    {
        double most = Math.Max(World.Height, Y1), span = Math.Min(y1 - y0, most), top = Math.Clamp(y0, 0, most - span);
        return this with { X0 = x0, X1 = x1, Y0 = top, Y1 = top + span, IsHome = false };
    }
}

/// <summary>A rectangle of the picture.</summary>
internal readonly record struct ScreenBox(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}
