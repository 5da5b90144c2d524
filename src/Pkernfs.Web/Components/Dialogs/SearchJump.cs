using Pkernfs.Core.Inspection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>Goes to what a search found: the selection, and for memory the map's camera with it.</summary>
internal static class SearchJump
{
    public static void To(SearchTarget target, OpenMachine machine, CurrentView view)
    {
        switch (target)
        {
            case SearchTarget.Step step:
                machine.Jump(step.Index);
                break;
            case SearchTarget.Memory memory:
                view.Show(view.Value with { Selection = new Selection.Bytes(memory.Range), Camera = CameraOn(memory.Range) }, keepInHistory: true);
                break;
            case SearchTarget.Device device:
                view.Show(view.Value with { Selection = new Selection.DeviceAddress(device.Requester, device.Address) }, keepInHistory: true);
                break;
            case SearchTarget.Function function:
                view.Show(view.Value with { Selection = new Selection.Function(function.Address) }, keepInHistory: true);
                break;
            case SearchTarget.Register register:
                view.Show(view.Value with { Selection = new Selection.Register(register.Name) }, keepInHistory: true);
                break;
        }
    }

    /// <summary>The smallest aligned frame of the map that holds the range: its page for an entry, its block for a page, else as much as it needs.</summary>
    private static Camera CameraOn(PhysicalRange range)
    {
        var (unit, level) = range.Length.Value switch
        {
            < 4096 => (ByteCount.Page, MapLevel.Entry),
            < 1UL << 21 => (ByteCount.FromMiB(2), MapLevel.Page),
            < 1UL << 30 => (ByteCount.FromGiB(1), MapLevel.Block),
            _ => (new ByteCount(ulong.IsPow2(range.Length.Value) ? range.Length.Value : 1UL << (64 - System.Numerics.BitOperations.LeadingZeroCount(range.Length.Value))), MapLevel.Gigabyte),
        };
        return new(range.Start.AlignDown(unit), unit, level);
    }
}
