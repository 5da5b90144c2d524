using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Web.Scenes.Restore;

namespace Pkernfs.Web.Commands;

/// <summary>The full restore as lines: each of a device's four structures, and of what is not the same before and after.</summary>
internal static class RestoreLines
{
    public static void Write(TextWriter output, FullRestore restore)
    {
        output.WriteLine();
        foreach (var device in restore.Devices)
        {
            output.WriteLine($"Full restore of {device.Device.Address}, {restore.Before.Id} against {restore.After.Id}: {RestoreWords.Verdict(device)}");
            foreach (var part in device.Parts)
            {
                output.WriteLine($"  {part.Name,-12}  {RestoreWords.Of(part.Outcome)}");
                foreach (var fact in part.Facts.Where(fact => fact.Status != FactStatus.Same))
                {
                    output.WriteLine($"    {(fact.Status == FactStatus.Differs ? "!" : " ")} {fact.Name}: {fact.Before ?? "none"} -> {fact.After ?? "none"} ({RestoreWords.Of(fact.Status)}){(fact.Note is null ? "" : $": {fact.Note}")}");
                }
            }
        }
        output.WriteLine();
    }
}
