namespace Pkernfs.Web.State.Exporting;

/// <summary>What was chosen last in this circuit, so that the next picture of a series takes one key.</summary>
public sealed class LastExport
{
    public ExportChoice Choice { get; set; } = new();
}
