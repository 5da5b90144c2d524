using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Tour;

/// <summary>The tour as text with pictures: docs/live-update.md, from the same stops as the page.</summary>
public static class TourDocument
{
    /// <summary>The document's file, from the folder of documents.</summary>
    public const string FileName = "live-update.md";

    private static string Preface { get; } =
        $"""
        # Live update, in {TourStops.All.Length} stops

        How a guest and its device are carried to another kernel: what is persistent, why the IOMMU must not stop, and what each approach changes. The explorer has the
        same as a guided tour on the page itself: open it at `/?tour=1`, or by "Take the tour" on its Scenarios page. Each stop below names its view; put the address after
        that of your explorer. All figures come from the runs themselves, and every time is modelled.

        This file and its pictures are made: `pkernfs tour --output docs` writes them anew from `src/Pkernfs.Web/Tour/`.

        """;

    /// <summary>All files, by their path from the folder of documents; the same for the same program.</summary>
    /// <param name="run">The run of a scenario, by its name.</param>
    public static ImmutableArray<(string Path, string Text)> Files(Func<string, RunInspection> run)
    {
        var files = ImmutableArray.CreateBuilder<(string, string)>();
        var pictures = new TourPictures(run);
        var text = new StringBuilder(Preface);
        for (int i = 0; i < TourStops.All.Length; i++)
        {
            var stop = TourStops.All[i];
            text.Append(CultureInfo.InvariantCulture, $"\n## {i + 1}. {stop.Title}\n\n{TourText.Fill(stop.Text, run)}\n\n");
            if (pictures.Of(stop) is var (svg, words))
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"images/live-update-{i + 1:00}.svg");
                text.Append(CultureInfo.InvariantCulture, $"![{words}]({path})\n\n");
                files.Add((path, svg));
            }
            text.Append(CultureInfo.InvariantCulture, $"In the explorer: `{TourStops.AddressOf(i + 1)}`\n");
        }
        files.Insert(0, (FileName, text.ToString().ReplaceLineEndings("\n")));
        return files.ToImmutable();
    }
}
