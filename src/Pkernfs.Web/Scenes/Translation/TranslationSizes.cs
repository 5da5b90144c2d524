namespace Pkernfs.Web.Scenes.Translation;

/// <summary>Sizes of the drawing in pixels. The columns of four levels with the badges of runs fill a pane of 840 with its padding, so that a whole path shows without scrolling.</summary>
public static class TranslationSizes
{
    public const double Title = 13;
    public const double Line = 12;
    public const double Row = 17;

    /// <summary>A row that tells below what was there that it vanished.</summary>
    public const double GoneRow = 28;
    public const double Padding = 3;

    /// <summary>A table's slots as one strip, with the room about it.</summary>
    public const double Strip = 8, StripHeight = 6;
    public const double Rail = 3;

    /// <summary>A hatch needs more room than a colour.</summary>
    public const double HatchedRail = 6;

    /// <summary>Room above for the badge that sits on a node's edge.</summary>
    public const double Top = 9;
    public const double Gap = 11;
    public const double NodeGap = 10;

    public const double Device = 78;
    public const double Root = 82;
    public const double Context = 106;
    public const double Level = 74;
    public const double LeafLevel = 91;
    public const double Runs = 138;
    public const double Box = 184;

    /// <summary>Where a title's wire meets it.</summary>
    public const double TitleLine = Padding + (Title / 2);

    /// <summary>A monospaced character of 10 px, and on average one of the words' face; short labels run narrower.</summary>
    public const double Character = 6, WordCharacter = 5.15, NarrowCharacter = 4.8, TitleCharacter = 5.75;

    /// <summary>Rows of a table, of a context table and of the runs that show before a click unfolds the rest.</summary>
    public const int TableRows = 2, ContextRows = 3, RunRows = 6;

    /// <summary>Rows that even an unfolded node has at most; the list has them all.</summary>
    public const int MostRows = 48;

    /// <summary>A badge: its height, what lies above the edge that it sits on, and what its text has about it.</summary>
    public const double Badge = 12, BadgeAbove = 8.5, BadgePadding = 1.5, BadgeCharacter = 5.4;

    public static double BadgeWidth(SceneChange change) => (change.Badge.Length * BadgeCharacter) + (2 * BadgePadding);

    public static double NodeHeight(int lines, IEnumerable<SceneRow> rows) => NodeHeight(lines) + rows.Sum(row => row.Height);

    public static double NodeHeight(int lines) => Padding + Title + (Line * lines) + Padding;
}
