using MudBlazor;

namespace Pkernfs.Web.Components.Layout;

/// <summary>
/// MudBlazor's share of the look: chrome only. No ownership class is a palette colour; those are the variables of
/// wwwroot/css/tokens.css, which map, trees and tracks read.
/// </summary>
public static class ExplorerTheme
{
    private static readonly string[] words = ["Inter Variable", "Inter", "ui-sans-serif", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteDark = Fill(new PaletteDark(), new Tones("#0C0F14", "#12161D", "#1A1F28", "#232A35", "#262D38", "#3C4552", "#EDF0F4", "#B1BAC7", "#8590A0", "#FFFFFF", "#FF8A3D", "#3CC49A")),
        PaletteLight = Fill(new PaletteLight(), new Tones("#EEF0F3", "#FFFFFF", "#F5F7F9", "#E9EDF1", "#DCE1E7", "#B3BCC7", "#11151B", "#414B58", "#626C7A", "#11151B", "#B04A00", "#00704F")),
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = words, FontSize = "12px", LineHeight = "16px", FontWeight = "400", LetterSpacing = "0" },
            H1 = new H1Typography { FontSize = "22px", LineHeight = "28px", FontWeight = "600", LetterSpacing = "-0.015em" },
            H6 = new H6Typography { FontSize = "15px", LineHeight = "20px", FontWeight = "600", LetterSpacing = "0" },
            Subtitle2 = new Subtitle2Typography { FontSize = "12px", LineHeight = "16px", FontWeight = "600", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontSize = "12px", LineHeight = "16px", FontWeight = "400", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontSize = "11.5px", LineHeight = "16px", FontWeight = "400", LetterSpacing = "0" },
            Button = new ButtonTypography { FontSize = "12px", LineHeight = "16px", FontWeight = "600", LetterSpacing = "0", TextTransform = "none" },
            Caption = new CaptionTypography { FontSize = "11px", LineHeight = "16px", FontWeight = "400", LetterSpacing = "0" },
            Overline = new OverlineTypography { FontSize = "10px", LineHeight = "14px", FontWeight = "400", LetterSpacing = "0", TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "6px",
            AppbarHeight = "48px",
            DrawerWidthLeft = "264px",
            DrawerWidthRight = "336px",
        },
        // Depth is by surface. What floats takes its one shadow from base.css.
        Shadows = new Shadow { Elevation = [.. Enumerable.Repeat("none", new Shadow().Elevation.Length)] },
    };

    private static TPalette Fill<TPalette>(TPalette palette, Tones tones)
        where TPalette : Palette
    {
        palette.Background = tones.App;
        palette.Surface = palette.DrawerBackground = palette.AppbarBackground = tones.Pane;
        palette.BackgroundGray = tones.Raised;
        palette.TextPrimary = palette.AppbarText = tones.Title;
        palette.TextSecondary = palette.DrawerText = palette.DrawerIcon = palette.ActionDefault = tones.Body;
        palette.TextDisabled = palette.ActionDisabled = tones.Caption;
        palette.LinesDefault = palette.TableLines = palette.Divider = tones.Line;
        palette.LinesInputs = tones.Outline;
        palette.TableHover = palette.ActionDisabledBackground = tones.Hover;
        palette.Primary = tones.Ink;
        palette.Error = palette.Warning = tones.Fault;
        palette.Success = tones.Holds;
        palette.Info = palette.Secondary = palette.Tertiary = tones.Body;
        palette.PrimaryContrastText = palette.ErrorContrastText = palette.WarningContrastText = palette.SuccessContrastText =
            palette.InfoContrastText = palette.SecondaryContrastText = palette.TertiaryContrastText = tones.Pane;
        return palette;
    }

    private sealed record Tones(
        string App,
        string Pane,
        string Raised,
        string Hover,
        string Line,
        string Outline,
        string Title,
        string Body,
        string Caption,
        string Ink,
        string Fault,
        string Holds);
}
