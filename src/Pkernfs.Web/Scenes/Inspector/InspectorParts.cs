using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>The parts that a subject has, in order.</summary>
internal static class InspectorParts
{
    /// <summary>Ranges that are told one by one.</summary>
    private const int MostTouched = 40;

    /// <summary>Longer entries have no grid of their bits: the fields say it better.</summary>
    private const int MostBitBytes = 16;

    public static IEnumerable<InspectorPart> Of(RunInspection run, MomentInspection moment, int index, InspectorSubject subject, Selection? selection, Moment? against)
    {
        if (subject.Step is { } step)
        {
            foreach (var part in OfStep(step, run, moment)) yield return part;
        }
        if (subject.Walk is { } walk) yield return new("walk", "How it gets there", "tables in memory, now", [.. WalkFacts.Of(walk, moment)]);
        if (subject.Function is { } function)
        {
            yield return new("function", "The function", null, [.. FunctionFacts.Of(function, moment)]);
            yield return new("caches", "What the unit remembers", null, [.. CacheFacts.Of(moment.CachesOf(function.Address))]);
        }
        if (Restores(run, subject, selection) is [_, ..] restores && run.Restore() is { } restore)
            yield return new("restore", "Full restore", $"{restore.Before.Id} to {restore.After.Id}", [.. restores.Select(one => new InspectorBlock.Restored(one))]);
        if (subject.Entry is { } entry)
        {
            yield return new("bytes", "Bytes", $"{entry.Length} bytes, little endian", [new InspectorBlock.Bytes(entry)]);
            yield return new("decoded", "Decoded", entry.Source, [.. OfEntry(entry)]);
        }
        if (subject.Page is { } page) yield return new("page", "The page's bytes", $"{page}, 4 KiB", [new InspectorBlock.Page(page, subject.Entry is null ? null : subject.Past)]);
        if (subject.Role is { } role) yield return new("behind", "Who stands behind it", null, [new InspectorBlock.Facts([.. BehindFacts.Of(role, moment, run.Timeline.Moments[index].Step)])]);
        if (subject.Mappers is { } mappers) yield return new("mappers", subject.MapsPage ? "Page it maps, and all who map it" : "All who map it", null, [.. MapperFacts.Of(mappers, moment.Kernel is not null)]);
        if (against is not null && (selection is Selection.Bytes bytes ? bytes.Range : subject.Past) is { } range)
            yield return new("since", "Differences", $"to step {against.Step.Index + 1}", [new InspectorBlock.Since(BytesSince.Between(moment.Platform.Memory, against, range))]);
        if (subject.Past is { } past) yield return new("past", "Why is it like this?", $"to step {index + 1}", [new InspectorBlock.History(past, index, [])]);
        yield return new("registers", "Remapping unit's registers", moment.Platform.Unit.Description.RegisterBase.ToString(),
            [new InspectorBlock.Lines(LineKind.Registers, [.. moment.Registers().Select(one => new InspectorLine(one.Name, moment.Decode(one).Summary, new Selection.Register(one.Name), one.Title))])]);
    }

    private static IEnumerable<InspectorPart> OfStep(Step step, RunInspection run, MomentInspection moment)
    {
        yield return new("step", "What happens", step.Source,
        [
            new InspectorBlock.Sentence(step.Explanation),
            .. step.Details.IsEmpty ? [] : new[] { new InspectorBlock.Details(step.Details) },
            .. step.Problems.Select(problem => new InspectorBlock.Sentence(problem, IsBroken: true)),
        ]);
        var touched = run.TouchedIn(step.Index);
        yield return new("touched", "Software wrote", new ByteCount(touched.Aggregate(0UL, (sum, range) => sum + range.Range.Length.Value)).ToString(),
        [
            .. touched.IsEmpty ? [new InspectorBlock.Sentence("No memory.", SentenceLook.None)] : new InspectorBlock[] { new InspectorBlock.Lines(LineKind.Touched, [.. touched.Take(MostTouched).Select(Line)]) },
            .. touched.Length > MostTouched ? [new InspectorBlock.Sentence($"and {touched.Length - MostTouched} more ranges", SentenceLook.None)] : Array.Empty<InspectorBlock>(),
        ]);
        if (!step.RegisterWrites.IsEmpty)
            yield return new("writes", "Registers written", $"{step.RegisterWrites.Length}, in order", [new InspectorBlock.Lines(LineKind.Writes, [.. step.RegisterWrites.Select(write => Line(write, moment))])]);
        if (!step.DmaByDevice.IsEmpty)
            yield return new("traffic", "Devices meanwhile", null, [.. step.DmaByDevice.Select(one => new InspectorBlock.Sentence(StepWords.Of(one.Key, one.Value)))]);
    }

    private static InspectorLine Line(TouchedRange one) => new(one.Range.Start.ToString(), one.Range.Length.ToString(), new Selection.Bytes(one.Range), Owner: new(one.Kind, one.Persistent));

    private static InspectorLine Line(Pkernfs.Core.Platform.RegisterWrite write, MomentInspection moment)
    {
        var register = moment.Registers().FirstOrDefault(one => write.Offset >= one.Offset && write.Offset < one.Offset + one.Size);
        return new(register?.Name ?? write.Offset.ToString("x3", CultureInfo.InvariantCulture), "0x" + write.Value.ToString("x", CultureInfo.InvariantCulture), register is null ? null : new Selection.Register(register.Name));
    }

    private static IEnumerable<InspectorBlock> OfEntry(DecodedEntry entry)
    {
        yield return new InspectorBlock.Sentence(entry.Summary, SentenceLook.Summary, entry.IsBroken);
        if (entry.Length <= MostBitBytes) yield return new InspectorBlock.Bits(entry);
        yield return new InspectorBlock.Fields(entry);
    }

    /// <summary>The restore of the device that is selected; of every device where a step after the blackout is.</summary>
    private static DeviceRestore[] Restores(RunInspection run, InspectorSubject subject, Selection? selection)
    {
        if (subject.Function is { } function && selection is Selection.Function) return run.Restore() is { } of ? [.. of.Devices.Where(device => device.Device.Address == function.Address)] : [];
        return subject.Step is { Phase: >= Phase.Finish } && run.Restore() is { } all ? [.. all.Devices.Where(device => device.IsCarried)] : [];
    }
}
