namespace Pkernfs.Web.Scenes.Translation;

/// <summary>Sizes of the drawing in pixels. The columns of four levels fill a pane of 838 with its padding, so that a whole path shows without scrolling.</summary>
public static class TranslationSizes
{
    public const double Title = 13;
    public const double Line = 12;
    public const double Row = 17;
    public const double Padding = 3;
    public const double Rail = 3;

    /// <summary>A hatch needs more room than a colour.</summary>
    public const double HatchedRail = 6;
    public const double Top = 6;
    public const double Gap = 12;
    public const double NodeGap = 10;

    public const double Device = 74;
    public const double Root = 82;
    public const double Context = 106;
    public const double Level = 72;
    public const double LeafLevel = 86;
    public const double Runs = 142;
    public const double Box = 184;

    /// <summary>Where a title's wire meets it.</summary>
    public const double TitleLine = Padding + (Title / 2);

    /// <summary>Where the rows begin in a node with one line under the title.</summary>
    public const double RowsAt = Padding + Title + Line;

    /// <summary>A monospaced character of 10 px, and on average one of the words' face.</summary>
    public const double Character = 6, WordCharacter = 5.15;

    /// <summary>Rows of a table, of a context table and of the runs that show before a click unfolds the rest.</summary>
    public const int TableRows = 2, ContextRows = 3, RunRows = 6;

    /// <summary>Rows that even an unfolded node has at most; the list has them all.</summary>
    public const int MostRows = 48;

    public static double NodeHeight(int lines, int rows) => Padding + Title + (Line * lines) + (Row * rows) + Padding;
}
