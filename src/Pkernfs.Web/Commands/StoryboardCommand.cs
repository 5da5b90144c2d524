using System.CommandLine;
using System.Globalization;
using System.Text;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Commands;

/// <summary>"storyboard": the key moments of a run, or of two beside each other, as one document.</summary>
internal static class StoryboardCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var (scenario, edits) = (new Argument<string>("SCENARIO") { Description = "A built-in scenario's name, the path of a scenario file, or of a walk-through file, whose notes are the captions." }, VerbInput.EditOption());
        var with = new Option<string?>("--with") { Description = "Another scenario, to be shown beside it part by part.", HelpName = "SCENARIO" };
        var moments = new Option<string[]>("--at") { Description = "A moment to show; may be given again. Else those that tell the run best.", HelpName = "MOMENT" };
        var format = new Option<string?>("--format") { Description = "html (one file), pdf (A4 pages), svg or png (a folder with a file for each page). Else what the file's name ends with.", HelpName = "FORMAT" };
        var path = new Option<string>("--output") { Description = "The file, or for svg and png the folder, to write; what is there of the same name is replaced.", HelpName = "PATH", Required = true };
        var theme = new Option<string>("--theme") { Description = "The colours: light, dark or print.", HelpName = "THEME", DefaultValueFactory = _ => "print" };
        var server = VerbInput.ServerOption();
        var command = new Command("storyboard", "Tell a run in a few pictures with captions.") { scenario, edits, with, moments, format, path, theme, server };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!ViewValues.TryReadWord(parsed.GetValue(theme)!, out PictureTheme colours)) throw new BadInputException($"\"{parsed.GetValue(theme)}\" is no theme: give light, dark or print.");
            string to = parsed.GetValue(path)!, kind = parsed.GetValue(format) ?? Path.GetExtension(to).TrimStart('.'), origin = VerbInput.Origin(parsed.GetValue(server));
            if (kind is not ("html" or "pdf" or "svg" or "png")) throw new BadInputException($"\"{kind}\" is no format of a storyboard: give --format html, pdf, svg or png.");
            if (WalkthroughInput.TryRead(parsed.GetValue(scenario)!) is { } told)
            {
                if (parsed.GetValue(with) is not null || parsed.GetValue(moments) is { Length: > 0 } || parsed.GetValue(edits) is { Length: > 0 }) throw new BadInputException("A walk-through says itself what is shown: --with, --at and --edit go with scenarios.");
                var pages = StoryboardMaker.Of(told.Walkthrough, told.Scenario.Title, WalkthroughInput.Runs(told.Scenario, errors, cancellation));
                var link = ExplorerView.Default with { Scenario = told.Walkthrough.ScenarioName };
                int written = await WriteAsync(pages, new(pages.Title, pages.Words, origin + link.ToUrl(), told.Scenario.Title), kind, to, colours, origin, cancellation);
                Tell(output, to, pages, written);
                return ExitCode.Success;
            }
            var one = Read(parsed.GetValue(scenario)!, parsed.GetValue(edits), errors, cancellation);
            Storyboard board;
            if (parsed.GetValue(with) is { } other)
            {
                if (parsed.GetValue(moments) is { Length: > 0 }) throw new BadInputException("--at chooses moments of one run; with --with the parts of both are shown.");
                board = StoryboardMaker.Of(one, Read(other, null, errors, cancellation));
            }
            else
            {
                int[] chosen = [.. (parsed.GetValue(moments) ?? []).Select(text => VerbInput.Moment(one.Run.Timeline, text).Step.Index).Distinct().Order()];
                board = StoryboardMaker.Of(one.Run, one.Name, one.View, chosen);
            }
            var facts = new PictureFacts(board.Title, board.Words, origin + one.View.ToUrl(), one.Name);
            int files = await WriteAsync(board, facts, kind, to, colours, origin, cancellation);
            Tell(output, to, board, files);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Tell(TextWriter output, string to, Storyboard board, int files) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{to}: {board.Panels.Count()} panels in {files} file{(files == 1 ? "" : "s")}."));

    private static (RunInspection Run, string Name, ExplorerView View) Read(string scenario, IEnumerable<string>? edits, TextWriter errors, CancellationToken cancellation)
    {
        var read = VerbInput.Scenario(scenario, edits);
        return (new RunInspection(VerbInput.Run(read, errors, cancellation)), read.Title, ExplorerView.Default with { Scenario = ScenarioLibrary.Resolve(scenario) });
    }

    private static async Task<int> WriteAsync(Storyboard board, PictureFacts facts, string kind, string to, PictureTheme theme, string origin, CancellationToken cancellation)
    {
        var look = PictureLook.Of(theme);
        if (kind == "html")
        {
            await VerbOutput.WriteFileAsync(to, Encoding.UTF8.GetBytes(StoryHtml.Write(board, theme, facts.Scenario, origin)), cancellation);
            return 1;
        }
        var pages = StoryPages.Of(board);
        if (kind == "pdf")
        {
            await VerbOutput.WriteFileAsync(to, PdfWriter.Write(pages, look, facts), cancellation);
            return 1;
        }
        VerbOutput.MakeFolder(to);
        for (int i = 0; i < pages.Length; i++)
        {
            var picture = StoryPages.Picture(pages[i], theme, facts);
            await VerbOutput.WriteFileAsync(Path.Combine(to, string.Create(CultureInfo.InvariantCulture, $"page-{i + 1:00}.{kind}")), kind == "svg" ? picture.ToSvgBytes() : picture.ToPng(), cancellation);
        }
        return pages.Length;
    }
}
