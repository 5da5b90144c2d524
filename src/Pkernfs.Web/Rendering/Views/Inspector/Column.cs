namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Where a part's blocks stand: they grow downwards as far as they need.</summary>
internal readonly record struct Column(double Left, double Room)
{
    public double Right => Left + Room;

    public Column Inset(double left) => new(Left + left, Room - left);
}
