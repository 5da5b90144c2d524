using System.Collections.Immutable;

namespace Pkernfs.Web.Rendering.Tables;

/// <summary>What a view says, as rows.</summary>
/// <param name="Facts">What of, and when; and the way back to the machine.</param>
/// <param name="Columns">Their names, as JSON has them too: "start", "length".</param>
/// <param name="Rows">One cell for each column.</param>
public sealed record PictureTable(PictureFacts Facts, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<TableCell>> Rows);

/// <summary>A cell: text, a number, yes or no, or nothing.</summary>
/// <param name="Text">As people read it.</param>
/// <param name="Number">The number that it is, for JSON; null for text.</param>
/// <param name="Truth">The same for yes and no.</param>
public readonly record struct TableCell(string Text, decimal? Number = null, bool? Truth = null)
{
    public static TableCell Empty { get; } = new("");

    public static implicit operator TableCell(string text) => new(text);

    public static implicit operator TableCell(long number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), number);

    public static implicit operator TableCell(bool truth) => new(truth ? "yes" : "no", Truth: truth);
}
