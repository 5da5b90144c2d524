using System.CommandLine;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Clips;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Commands;

/// <summary>"clip": a span of steps as one animated SVG.</summary>
internal static class ClipCommand
{
    /// <summary>One height for all steps, so that nothing jumps.</summary>
    private static readonly PictureSize usual = new(960, 640, 1);

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits) = (VerbInput.ScenarioArgument(), VerbInput.EditOption());
        var from = new Option<string>("--from") { Description = "The first moment.", HelpName = "MOMENT", Required = true };
        var to = new Option<string>("--to") { Description = "The last moment.", HelpName = "MOMENT", Required = true };
        var file = new Option<string>("--output") { Description = "The SVG file to write; one that is there is replaced.", HelpName = "FILE", Required = true };
        var view = new Option<string>("--view") { Description = "What to show, as for render.", HelpName = "VIEW", DefaultValueFactory = _ => "memory" };
        var theme = new Option<string>("--theme") { Description = "The colours: light, dark or print.", HelpName = "THEME", DefaultValueFactory = _ => "light" };
        var command = new Command("clip", "Animate a span of steps as an SVG that needs no script.") { scenario, edits, from, to, view, theme, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!ViewValues.TryReadWord(parsed.GetValue(view)!, out PictureView kind)) throw new BadInputException($"\"{parsed.GetValue(view)}\" is no view: give {string.Join(", ", Enum.GetValues<PictureView>().Select(ViewValues.Word))}.");
            if (!ViewValues.TryReadWord(parsed.GetValue(theme)!, out PictureTheme colours)) throw new BadInputException($"\"{parsed.GetValue(theme)}\" is no theme: give light, dark or print.");
            var chosen = VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits));
            var timeline = VerbInput.Run(chosen, errors, cancellation);
            int first = VerbInput.Moment(timeline, parsed.GetValue(from)!).Step.Index, last = VerbInput.Moment(timeline, parsed.GetValue(to)!).Step.Index;
            if (last <= first) throw new BadInputException($"The moment of --to, step {last}, does not come after that of --from, step {first}.");
            if (last - first >= ClipWriter.MostSteps) throw new BadInputException($"That are {last - first + 1} steps, and a clip has at most {ClipWriter.MostSteps}: bring --from and --to closer together.");
            var maker = new PictureMaker(new RunInspection(timeline), chosen.Title);
            var shown = ExplorerView.Default with { Scenario = ScenarioLibrary.Resolve(parsed.GetValue(scenario)!) };
            RenderedPicture[] frames = [.. Enumerable.Range(first, last - first + 1).Select(index => maker.Make(kind, shown, index, colours, usual))];
            string path = parsed.GetValue(file)!;
            string svg = ClipWriter.Write([.. frames.Select(frame => frame.Picture)], PictureLook.Of(colours), frames[0].Facts);
            await File.WriteAllTextAsync(path, svg, cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {frames.Length} steps, {svg.Length:N0} bytes."));
            return ExitCode.Success;
        });
        return command;
    }
}
