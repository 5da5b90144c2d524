using System.Collections.Immutable;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.State.Exporting;

/// <summary>What a person wants of a view, as far as they could choose it.</summary>
public sealed record ExportChoice
{
    public ExportKind Kind { get; init; }

    public PictureView View { get; init; } = PictureMaker.Drawn[0];

    public PictureFormat Format { get; init; }

    public StoryFormat StoryFormat { get; init; }

    public PictureTheme Theme { get; init; }

    public ExportSize Size { get; init; }

    /// <summary>The sides of a size of one's own as they were typed.</summary>
    public string Width { get; init; } = "1280";

    public string Height { get; init; } = "720";

    /// <summary>The size as a picture's address has it; null for the usual one.</summary>
    public string? SizeText => Size switch
    {
        ExportSize.AsItIs => null,
        ExportSize.Own => $"{Width}x{Height}",
        var named => named.ToString().ToLowerInvariant(),
    };

    /// <summary>What is wrong with a size of one's own, in a sentence; null where nothing is, and where no size counts.</summary>
    public string? SizeProblem => Kind == ExportKind.Picture && SizeText is { } text && !PictureSize.TryParse(text, out _, out _)
        ? $"A picture is {PictureSize.Least} to {PictureSize.Most} wide and {PictureSize.Least / 2} to {PictureSize.Most} high: give two whole numbers."
        : null;
}

/// <summary>The steps that a person wants of a run: from one to another in a clip, some in a storyboard.</summary>
/// <param name="From">Ids, as all of these.</param>
/// <param name="Chosen">Empty for those that tell the run best.</param>
public sealed record ExportSteps(string From, string To, ImmutableHashSet<string> Chosen);

/// <summary>What is made.</summary>
public enum ExportKind
{
    Picture,
    Clip,
    Storyboard,
}

/// <summary>What a storyboard is made as.</summary>
public enum StoryFormat
{
    Html,
    Pdf,
}

/// <summary>Sizes that are offered; those between the first and the last by their name in addresses.</summary>
public enum ExportSize
{
    AsItIs,
    Slide,
    A4,
    Mail,
    Own,
}
