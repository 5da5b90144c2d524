using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.State.Links;

/// <summary>What of a view a machine has, and the nearest to what it has not.</summary>
public static class NearestThings
{
    /// <summary>The view with selection and camera on things that are there.</summary>
    /// <param name="index">The moment that is shown; which things there are is the same at all of them.</param>
    /// <returns>A sentence for each thing that is not there; none where all is well.</returns>
    public static (ExplorerView View, ImmutableArray<string> Sentences) Of(ExplorerView view, RunInspection run, int index)
    {
        var sentences = ImmutableArray.CreateBuilder<string>();
        if (view.Camera is { } camera && OfRange(new(camera.Start, camera.Length), run, index) is { } seen)
        {
            var start = ulong.IsPow2(camera.Length.Value) ? seen.AlignDown(camera.Length) : seen;
            view = view with { Camera = camera with { Start = start } };
            sentences.Add($"Nothing of this machine is at {camera.Start}, where the link's map begins; shown is {start}, the nearest that is.");
        }
        if (view.Selection is { } selection && OfSelection(selection, run, index) is { } near)
        {
            view = view with { Selection = near.Selection };
            sentences.Add($"{near.Missing}; {(near.Selection is null ? "nothing is selected" : $"selected is {near.Words}, the nearest that there is")}.");
        }
        if (view.Tree is { } device && OfFunction(device, run, near => new Selection.Function(near)) is { } function)
        {
            view = view with { Tree = (function.Selection as Selection.Function)?.Address };
            sentences.Add($"{function.Missing}; the tree shows {(view.Tree is null ? "another one" : function.Words)}.");
        }
        return (view, sentences.ToImmutable());
    }

    /// <summary>The step whose id begins most like a wanted one: ids of one kind of step differ in their last words. Null where none is like it.</summary>
    public static Step? Of(string step, RunTimeline timeline)
    {
        var best = timeline.Moments.Select(moment => (moment.Step, Common: moment.Step.Id.Zip(step).TakeWhile(pair => pair.First == pair.Second).Count())).MaxBy(entry => entry.Common);
        return best.Common * 2 >= step.Length ? best.Step : null;
    }

    /// <summary>The moment of a step that a link names, or of the nearest to it.</summary>
    /// <param name="otherwise">What is shown where no step is like it.</param>
    /// <returns>The moment's index, and a sentence where the run has not that step.</returns>
    public static (int Index, string? Sentence) OfMoment(string step, RunTimeline timeline, int otherwise)
    {
        if (timeline.TryFind(step, out var moment)) return (moment.Step.Index, null);
        int index = Of(step, timeline)?.Index ?? otherwise;
        return (index, $"This run has no step \"{step}\"; shown is step {index + 1}, \"{timeline.Moments[index].Step.Title}\", instead.");
    }

    /// <summary>The same for the step that memory is held against.</summary>
    /// <param name="index">The moment that is shown; the one before it is taken where no step is like the named one.</param>
    public static (int Index, string? Sentence) OfAgainst(string step, RunTimeline timeline, int index)
    {
        if (timeline.TryFind(step, out var moment)) return (moment.Step.Index, null);
        int near = Of(step, timeline)?.Index ?? Math.Max(0, index - 1);
        return (near, $"This run has no step \"{step}\"; memory is held against step {near + 1}, \"{timeline.Moments[near].Step.Title}\", instead.");
    }

    private static Found? OfSelection(Selection selection, RunInspection run, int index) => selection switch
    {
        Selection.Bytes bytes => OfRange(bytes.Range, run, index) is { } at ? Memory(bytes.Range.Start, Cut(new(at, bytes.Range.Length), run, index)) : null,
        Selection.Frame frame => OfFrame(frame.Number, run, index),
        Selection.Entry entry => OfRange(new(entry.Base, new(1)), run, index) is { } at ? Memory(entry.Base, new Selection.Frame(at.Frame)) : null,
        Selection.DeviceAddress place => OfFunction(place.Device, run, device => place with { Device = device }),
        Selection.Function function => OfFunction(function.Address, run, device => new Selection.Function(device)),
        Selection.Step step when !run.Timeline.TryFind(step.Id, out _) =>
            Of(step.Id, run.Timeline) is { } near ? new($"This run has no step \"{step.Id}\"", new Selection.Step(near.Id), $"\"{near.Title}\"") : new($"This run has no step \"{step.Id}\"", null, ""),
        Selection.Register register => OfRegister(register.Name, run),
        Selection.Invariant invariant when Catalogue<Invariant>.Find(invariant.Id) is null =>
            NearestName.Of(invariant.Id, Catalogue<Invariant>.All.Select(one => one.Id)) is { } id && Catalogue<Invariant>.Find(id) is { } near
                ? new($"There is no invariant \"{invariant.Id}\"", new Selection.Invariant(id), $"\"{near.Title}\"") : new($"There is no invariant \"{invariant.Id}\"", null, ""),
        _ => null,
    };

    private static Found? OfFrame(FrameNumber number, RunInspection run, int index) =>
        OfRange(new(number.Address, new(1)), run, index) is { } at ? new($"This machine has no page {number}", new Selection.Frame(at.Frame), at.Frame.ToString()) : null;

    private static Found? OfRegister(string name, RunInspection run)
    {
        var unit = run.Timeline.Moments[0].Machine.Platform.Unit;
        var names = RegisterDefinition.All(unit.Capability, unit.ExtendedCapability).Select(register => register.Name).ToArray();
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return null;
        string? near = NearestName.Of(name, names);
        return new($"The remapping unit has no register \"{name}\"", near is null ? null : new Selection.Register(near), near ?? "");
    }

    private static Found Memory(PhysicalAddress wanted, Selection near) =>
        new($"Nothing of this machine is at {wanted}", near, near is Selection.Frame frame ? frame.Number.ToString() : ((Selection.Bytes)near).Range.Start.ToString());

    /// <summary>The function nearest by bus and then by place on it, where the board has not the wanted one.</summary>
    private static Found? OfFunction(PciAddress wanted, RunInspection run, Func<PciAddress, Selection> select)
    {
        var functions = run.Timeline.Plan.Board.Functions;
        if (functions.Any(function => function.Address == wanted)) return null;
        var near = functions.MinBy(function => (function.Address.Segment != wanted.Segment, Math.Abs(function.Address.Bus - wanted.Bus), Math.Abs(function.Address.DevFn - wanted.DevFn)));
        return new($"This board has no function {wanted}", near is null ? null : select(near.Address), near?.Address.ToString() ?? "");
    }

    /// <summary>The address nearest to a range's start at which memory or a device answers; null where something in the range is there, be it reserved.</summary>
    private static PhysicalAddress? OfRange(PhysicalRange range, RunInspection run, int index)
    {
        var map = run.OwnershipAt(index);
        if (map.Extents.IsEmpty || map.Within(range).Any()) return null;
        var extent = map.Extents.Where(one => one.Class != OwnerClass.Reserved).MinBy(one => Distance(one.Range, range.Start)) ?? map.Extents[0];
        return range.Start < extent.Range.Start ? extent.Range.Start : extent.Range.Last;
    }

    private static ulong Distance(PhysicalRange range, PhysicalAddress address) => address < range.Start ? range.Start.Value - address.Value : address.Value - range.Last.Value;

    /// <summary>A run of bytes as far as its extent goes, a whole word at its end.</summary>
    private static Selection.Bytes Cut(PhysicalRange range, RunInspection run, int index)
    {
        var extent = run.OwnershipAt(index).At(range.Start)!.Range;
        var start = range.Start == extent.Last ? extent.Last.AlignDown(new(sizeof(ulong))) : range.Start;
        return new(new(start, new(Math.Min(range.Length.Value, extent.End.Value - start.Value))));
    }

    /// <param name="Missing">What is not there, the beginning of a sentence.</param>
    /// <param name="Selection">The nearest; null where there is none.</param>
    /// <param name="Words">What the nearest is called.</param>
    private sealed record Found(string Missing, Selection? Selection, string Words);
}
