using System.CommandLine;
using System.Globalization;
using System.Text;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Commands;

/// <summary>"tour": the guided tour as a document with pictures.</summary>
internal static class TourCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var folder = new Option<string>("--output") { Description = $"The folder to write {TourDocument.FileName} and images/ to; what is there of the same name is replaced.", HelpName = "FOLDER", Required = true };
        var command = new Command("tour", "Write the guided tour as text with pictures.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            var runs = new Dictionary<string, RunInspection>();
            var files = TourDocument.Files(name => runs.TryGetValue(name, out var known) ? known : runs[name] = new(VerbInput.Run(VerbInput.Scenario(name), errors, cancellation)));
            string to = parsed.GetValue(folder)!;
            VerbOutput.MakeFolder(Path.Combine(to, "images"));
            foreach (var (path, text) in files) await VerbOutput.WriteFileAsync(Path.Combine(to, path), Encoding.UTF8.GetBytes(text), cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(to, TourDocument.FileName)}: {TourStops.All.Length} stops, {files.Length - 1} pictures."));
            return ExitCode.Success;
        });
        return command;
    }
}
