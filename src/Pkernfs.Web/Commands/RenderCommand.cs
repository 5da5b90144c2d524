using System.CommandLine;
using System.Globalization;
using System.Text;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Commands;

/// <summary>"render": a view of a moment as a file, without a browser.</summary>
internal static class RenderCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits, moment) = (VerbInput.ScenarioArgument(), VerbInput.EditOption(), VerbInput.MomentOption());
        var view = new Option<string>("--view") { Description = $"What to show: {Words<PictureView>()}.", HelpName = "VIEW", DefaultValueFactory = _ => "memory" };
        var format = new Option<string?>("--format") { Description = "svg or png; txt for mail; md, csv or json for the same as a table. Else what the file's name ends with.", HelpName = "FORMAT" };
        var file = new Option<string>("--output") { Description = "The file to write; one that is there is replaced.", HelpName = "FILE", Required = true };
        var theme = new Option<string>("--theme") { Description = $"The colours: {Words<PictureTheme>()}.", HelpName = "THEME", DefaultValueFactory = _ => "light" };
        var size = new Option<string?>("--size") { Description = "slide, a4, mail, or WxH in units of which body text has 11; else 960 wide and as high as it needs.", HelpName = "SIZE" };
        var select = new Option<string?>("--select") { Description = "What is selected, as a link has it: iova:01:00.0:0xa3b7d40.", HelpName = "THING" };
        var with = new Option<string?>("--with") { Description = "With the view compare: the other scenario, at the moment that faces this one.", HelpName = "SCENARIO" };
        var map = new Option<string?>("--map") { Description = "What the map shows, as a link has it: 0x100000000:0x40000000:block.", HelpName = "CAMERA" };
        var ascii = new Option<bool>("--ascii") { Description = "With txt: ASCII alone, no box-drawing characters." };
        var layers = new Option<string?>("--layers") { Description = "The map's layers, as a link has them.", HelpName = "LAYERS" };
        var server = VerbInput.ServerOption();
        var command = new Command("render", "Write a view of a moment as a picture, as letters for mail, or as a table.") { scenario, edits, moment, view, format, file, theme, size, select, map, layers, ascii, with, server };
        command.SetAction(async (parsed, cancellation) =>
        {
            var kind = Word<PictureView>(parsed.GetValue(view)!, "view");
            var colours = Word<PictureTheme>(parsed.GetValue(theme)!, "theme");
            string path = parsed.GetValue(file)!, ending = parsed.GetValue(format) ?? Path.GetExtension(path).TrimStart('.');
            if (ending is not ("svg" or "png" or "txt" or "md" or "csv" or "json")) throw new BadInputException($"\"{ending}\" is no format: give --format svg, png, txt, md, csv or json.");
            var dimensions = PictureSize.Usual;
            if (parsed.GetValue(size) is { } text && !PictureSize.TryParse(text, out dimensions, out string? problem)) throw new BadInputException(problem!);
            var shown = View(parsed.GetValue(select), parsed.GetValue(map), parsed.GetValue(layers));
            var chosen = VerbInput.Scenario(parsed.GetValue(scenario)!, parsed.GetValue(edits));
            var timeline = VerbInput.Run(chosen, errors, cancellation);
            int index = timeline.Moments.IndexOf(VerbInput.Moment(timeline, parsed.GetValue(moment)!));
            string origin = VerbInput.Origin(parsed.GetValue(server));
            var maker = new PictureMaker(new RunInspection(timeline), chosen.Title, origin: origin);
            var found = FoundView.Of(shown with { Scenario = ScenarioLibrary.Resolve(parsed.GetValue(scenario)!), Step = timeline.Moments[index].Step.Id }, maker.Run);
            shown = found.View;
            foreach (string sentence in found.Sentences) errors.WriteLine(sentence);
            if (kind == PictureView.Compare != parsed.GetValue(with) is not null) throw new BadInputException("The view compare wants another scenario, and no other view does: give --view compare --with SCENARIO.");
            RenderedPicture Draw() => parsed.GetValue(with) is not { } other ? maker.Make(kind, shown, index, colours, dimensions) : Compare(other, chosen, timeline, index, shown, colours, dimensions, origin, errors, cancellation);
            byte[] bytes = ending switch
            {
                "svg" or "png" when kind == PictureView.Walk && shown.Selection is not Selection.DeviceAddress => throw new BadInputException(PictureMaker.NothingToWalk),
                "svg" or "png" when kind == PictureView.Invariants => throw new BadInputException("The view invariants is a table: give --format md, csv or json."),
                "svg" => Draw().ToSvgBytes(),
                "png" => Draw().ToPng(),
                "txt" => Encoding.UTF8.GetBytes(maker.Text(kind, shown, index, parsed.GetValue(ascii), out string? wrong) ?? throw new BadInputException(wrong!)),
                _ => Encoding.UTF8.GetBytes(TableWriter.Write(maker.Table(kind, shown, index, out string? missing, cancellation) ?? throw new BadInputException(missing!), ending)),
            };
            await VerbOutput.WriteFileAsync(path, bytes, cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: step {index + 1} of {timeline.Moments.Length}, {timeline.Moments[index].Step.Title}; {bytes.Length:N0} bytes."));
            return ExitCode.Success;
        });
        return command;
    }

    private static RenderedPicture Compare(string other, Scenario chosen, RunTimeline timeline, int index, ExplorerView shown, PictureTheme theme, PictureSize size, string origin, TextWriter errors, CancellationToken cancellation)
    {
        var facing = VerbInput.Scenario(other, null);
        var maker = new ComparisonMaker(new RunInspection(timeline), chosen.Title, new RunInspection(VerbInput.Run(facing, errors, cancellation)), facing.Title, origin);
        var view = CompareView.Default with { Left = new(shown.Scenario), Right = new(ScenarioLibrary.Resolve(other)), LeftCamera = shown.Camera };
        return maker.Make(view, index, maker.Facing(index), theme, size);
    }

    private static ExplorerView View(string? select, string? map, string? layers)
    {
        var view = ExplorerView.Default;
        if (select is not null) view = ViewValues.TryReadSelection(select, out var selection) ? view with { Selection = selection } : throw new BadInputException(NothingToSelect(select));
        if (map is not null) view = ViewValues.TryReadCamera(map, out var camera) ? view with { Camera = camera } : throw new BadInputException($"\"{map}\" is no place on the map: give start, length and level, such as 0x100000000:0x40000000:block.");
        if (layers is not null) view = ViewValues.TryReadLayers(layers, out var read) ? view with { Layers = read } : throw new BadInputException($"\"{layers}\" are no layers: give names with commas between, such as tables,medium.");
        return view;
    }

    /// <summary>What is wrong with a text that selects nothing.</summary>
    internal static string NothingToSelect(string text) => $"\"{text}\" is nothing to select: give a kind and its address, such as bytes:0x100403000:16 or iova:01:00.0:0xa3b7d40.";

    private static T Word<T>(string text, string what)
        where T : struct, Enum => ViewValues.TryReadWord(text, out T value) ? value : throw new BadInputException($"\"{text}\" is no {what}: give {Words<T>()}.");

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(ViewValues.Word));
}
