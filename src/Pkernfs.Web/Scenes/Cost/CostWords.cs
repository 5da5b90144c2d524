using System.Globalization;
using Pkernfs.Core.Costs;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>How costs are written.</summary>
public static class CostWords
{
    /// <summary>"542.8 ms", "2.09 s", "11.2 s", "0.15 ms", "none".</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        0 => "none",
        >= 1e10 => (nanoseconds / 1e9).ToString("#,0.0", CultureInfo.InvariantCulture) + " s",
        >= 1e9 => (nanoseconds / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + " s",
        >= 1e7 => (nanoseconds / 1e6).ToString("#,0.0", CultureInfo.InvariantCulture) + " ms",
        >= 1e5 => (nanoseconds / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " ms",
        _ => (nanoseconds / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " µs",
    };

    /// <summary>For axes: "1 ms", "10 s".</summary>
    public static string Tick(double value, bool isTime) => !isTime
        ? RoundSize.Of((ulong)value)
        : value >= 1e9 ? (value / 1e9).ToString("#,0.##", CultureInfo.InvariantCulture) + " s"
        : value >= 1e6 ? (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " ms"
        : (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " µs";

    public static string Phase(Phase phase) => phase switch
    {
        Core.LiveUpdate.Phase.Prepare => "prepared before",
        Core.LiveUpdate.Phase.PauseAndSerialise => "pause and save",
        Core.LiveUpdate.Phase.Kexec => "kexec",
        Core.LiveUpdate.Phase.Boot2 => "kernel B boots",
        Core.LiveUpdate.Phase.UserspaceRestore => "user space restores",
        Core.LiveUpdate.Phase.Finish => "finished after",
        _ => phase.ToString(),
    };

    public static string Pages(LeafSize leaves) => leaves.Bytes().ToString();
}
