using System.Globalization;
using Pkernfs.Core.Inspection.Restore;

namespace Pkernfs.Web.Scenes.Restore;

/// <summary>What is said of a full restore, in the browser and in a terminal.</summary>
public static class RestoreWords
{
    public static string Of(RestoreOutcome outcome) => outcome switch
    {
        RestoreOutcome.Restored => "as before",
        RestoreOutcome.Differs => "differs",
        _ => "missing",
    };

    public static string Of(FactStatus status) => status switch
    {
        FactStatus.Same => "the same",
        FactStatus.ChosenAnew => "chosen anew",
        FactStatus.ChangedSince => "restored, changed since",
        _ => "differs",
    };

    /// <summary>One sentence for a device.</summary>
    public static string Verdict(DeviceRestore device)
    {
        var wrong = device.Parts.Where(part => part.Outcome != RestoreOutcome.Restored).Select(part => $"{part.Name} {Of(part.Outcome)}");
        string structures = !device.IsFull ? string.Join(", ", wrong)
            : device.IsCarried ? "all four structures are as before"
            : "the host's own, not carried across: its driver has a domain again";
        return device.Failed == 0 ? structures + "." : string.Create(CultureInfo.InvariantCulture, $"{structures}; {device.Failed:N0} of its accesses failed meanwhile.");
    }
}
