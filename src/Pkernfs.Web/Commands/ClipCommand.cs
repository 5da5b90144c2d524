using System.CommandLine;
using System.Globalization;
using System.Text;
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
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits) = (VerbInput.ScenarioArgument(), VerbInput.EditOption());
        var from = new Option<string>("--from") { Description = "The first moment.", HelpName = "MOMENT", Required = true };
        var to = new Option<string>("--to") { Description = "The last moment.", HelpName = "MOMENT", Required = true };
        var file = new Option<string>("--output") { Description = "The SVG file to write; one that is there is replaced.", HelpName = "FILE", Required = true };
        var view = new Option<string>("--view") { Description = "What to show, as for render.", HelpName = "VIEW", DefaultValueFactory = _ => "memory" };
        var select = new Option<string?>("--select") { Description = "What is selected, as a link has it: iova:01:00.0:0xa3b7d40.", HelpName = "THING" };
        var theme = new Option<string>("--theme") { Description = "The colours: light, dark or print.", HelpName = "THEME", DefaultValueFactory = _ => "light" };
        var server = VerbInput.ServerOption();
        var command = new Command("clip", "Animate a span of steps as an SVG that needs no script.") { scenario, edits, from, to, view, select, theme, file, server };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!ViewValues.TryReadWord(parsed.GetValue(view)!, out PictureView kind)) throw new BadInputException($"\"{parsed.GetValue(view)}\" is no view: give {string.Join(", ", Enum.GetValues<PictureView>().Select(ViewValues.Word))}.");
            if (!ViewValues.TryReadWord(parsed.GetValue(theme)!, out PictureTheme colours)) throw new BadInputException($"\"{parsed.GetValue(theme)}\" is no theme: give light, dark or print.");
            var chosen = VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits));
            var timeline = VerbInput.Run(chosen, errors, cancellation);
            var (first, last) = (VerbInput.Moment(timeline, parsed.GetValue(from)!).Step, VerbInput.Moment(timeline, parsed.GetValue(to)!).Step);
            var shown = ExplorerView.Default with { Scenario = ScenarioLibrary.Resolve(parsed.GetValue(scenario)!) };
            if (parsed.GetValue(select) is { } text) shown = ViewValues.TryReadSelection(text, out var selection) ? shown with { Selection = selection } : throw new BadInputException(RenderCommand.NothingToSelect(text));
            var clip = ClipMaker.Of(new PictureMaker(new RunInspection(timeline), chosen.Title, origin: VerbInput.Origin(parsed.GetValue(server))), kind, shown, first, last, colours, out string? problem, cancellation) ?? throw new BadInputException(problem!);
            string path = parsed.GetValue(file)!;
            await VerbOutput.WriteFileAsync(path, Encoding.UTF8.GetBytes(clip.Svg), cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {clip.Steps} steps, {clip.Svg.Length:N0} bytes."));
            return ExitCode.Success;
        });
        return command;
    }
}
