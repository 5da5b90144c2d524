using System.Text;
using Microsoft.Net.Http.Headers;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Scenarios;

namespace Pkernfs.Web.Hosting;

/// <summary>The pictures of the scenarios page: /picture/scenario/pkernfs-rfc.svg?theme=dark. They are drawn once; an address with their tag is good for a year.</summary>
public static class ScenarioPictureEndpoint
{
    private static readonly TimeSpan forGood = TimeSpan.FromDays(365);

    public static void MapScenarioPictures(this WebApplication app) =>
        app.MapGet("/picture/scenario/{name}.svg", async (string name, string? theme, string? tag, ScenarioOverviews overviews, HttpContext context) =>
        {
            if (!ScenarioLibrary.Names.Contains(name)) return Refuse($"There is no scenario \"{name}\" here. Built in are: {string.Join(", ", ScenarioLibrary.Names)}.");
            if (theme is not (null or "light" or "dark")) return Refuse($"\"theme={theme}\" is no theme of these pictures: it wants light or dark.");
            if (await overviews.StillAsync(name, context.RequestAborted) is not { } still)
                return Refuse($"The picture of {name} is not drawn yet, since its machine is large: ask for it on the Scenarios page.", StatusCodes.Status404NotFound);
            context.Response.Headers.CacheControl = tag == still.Tag ? $"public, max-age={forGood.TotalSeconds:0}, immutable" : "no-cache";
            return Results.File(theme == "dark" ? still.Dark : still.Light, "image/svg+xml", entityTag: new EntityTagHeaderValue($"\"{still.Tag}\""));
        });

    private static IResult Refuse(string sentence, int status = StatusCodes.Status400BadRequest) => Results.Content(sentence + "\n", "text/plain; charset=utf-8", Encoding.UTF8, status);
}
