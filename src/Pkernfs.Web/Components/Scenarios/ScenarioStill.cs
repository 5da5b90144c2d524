using System.Security.Cryptography;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Scenes.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>A scenario's most telling moment as pictures, kept as files so that no run is needed to show them again.</summary>
/// <param name="Step">The moment's step, by its title.</param>
/// <param name="Link">The view of that moment.</param>
/// <param name="Words">Who runs there, and what the devices reach.</param>
/// <param name="Memory">What memory holds.</param>
public sealed record ScenarioStill(string Step, string Link, string Words, string Memory, byte[] Dark, byte[] Light)
{
    /// <summary>The pictures' sides, in units of which their text has 10.</summary>
    public const int Width = (int)StoryPanelPicture.Width, Height = (int)StoryPanelPicture.Height;

    /// <summary>Says which pictures these are: other ones have another.</summary>
    public string Tag { get; } = Convert.ToHexStringLower(SHA256.HashData([.. Dark, .. Light]))[..16];

    public static ScenarioStill Of(RunInspection run, string name, string title)
    {
        var panel = StoryScene.Of(run, [StoryMoments.MostTelling(run.Timeline)], ExplorerView.Default with { Scenario = name })[0];
        var facts = new PictureFacts($"{panel.Title} - {title}", StoryWords.Of(panel), panel.Link, title);
        var picture = StoryPanelPicture.Of(panel);
        return new(panel.Title, panel.Link, facts.Words, StoryWords.Memory(panel), Draw(PictureTheme.Dark), Draw(PictureTheme.Light));

        byte[] Draw(PictureTheme theme) => new RenderedPicture(picture, theme, PictureSize.Usual, facts).ToSvgBytes();
    }

    /// <summary>Where the picture is, from the root.</summary>
    public string Address(string name, ThemeChoice theme) => $"/picture/scenario/{name}.svg?theme={ViewValues.Word(theme)}&tag={Tag}";
}
