using CsCheck;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Memory;

/// <summary>Random edits of memory against a plain dictionary of bytes.</summary>
public class MemoryModelTests
{
    private const int Iterations = 150;

    /// <summary>Edits, and after which of them the memory is sealed.</summary>
    private static readonly Gen<(MemoryEdit[] First, MemoryEdit[] Second)> Runs = Gen.Select(MemoryModel.Edits.Array[0, 8], MemoryModel.Edits.Array[0, 8]);

    [Fact]
    public void Reads_give_what_was_written() => Sample((before, _, after, model) =>
    {
        Assert.All(Places(model), at => AssertWord(after, at, model.Word(at)));
        Assert.Equal(model.Resident, after.ResidentRuns().SelectMany(Frames));
        Assert.Equal(model.Resident.LongCount(), after.ResidentFrames);
    });

    [Fact]
    public void A_sealed_memory_never_changes_again() => Sample((before, former, _, _) =>
    {
        Assert.All(Places(former), at => AssertWord(before, at, former.Word(at)));
        Assert.Equal(former.Resident, before.ResidentRuns().SelectMany(Frames));
    });

    [Fact]
    public void Changed_words_are_exact_both_ways() => Sample((before, former, after, model) =>
    {
        ulong[] changed = [.. model.ChangedWords(former)];
        Assert.Equal(changed, after.ChangedWords(before).SelectMany(Words));
        Assert.Equal(changed, before.ChangedWords(after).SelectMany(Words));
    });

    [Fact]
    public void Changed_runs_are_the_frames_of_changed_words() => Sample((before, former, after, model) =>
        Assert.Equal(model.ChangedWords(former).Select(word => word >> 12).Distinct(), after.ChangedRuns(before).SelectMany(Frames)));

    [Fact]
    public void Runs_are_sorted_apart_and_cut_to_what_was_asked_for() => Sample((before, _, after, _) =>
    {
        foreach (var runs in (IEnumerable<PhysicalRange>[])[after.ResidentRuns(), after.ChangedRuns(before), after.ChangedWords(before)])
            Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        var window = MemoryModel.Pages(0xf_ffe0, 50);
        Assert.Equal(after.ChangedWords(before).SelectMany(Words).Where(word => window.Contains(new PhysicalAddress(word))), after.ChangedWords(before, window).SelectMany(Words));
        Assert.Equal(after.ResidentRuns().SelectMany(Frames).Where(frame => window.Contains(new FrameNumber(frame).Address)), after.ResidentRuns(window).SelectMany(Frames));
    });

    [Fact]
    public void Memories_with_the_same_bytes_are_the_same_however_they_came_about() => Sample((before, former, after, model) =>
    {
        var other = PhysicalMemory.Empty(MemoryModel.Ram).Write();
        foreach (ulong word in model.ChangedWords(new MemoryModel())) Assert.True(other.TryWriteWord(new(word), model.Word(word)));
        Assert.True(after.SameBytes(other.Seal()));
        Assert.Equal(!model.ChangedWords(former).Any(), after.SameBytes(before));
    });

    [Fact]
    public void What_a_writer_says_it_touched_covers_every_change() => Runs.Sample(
        (first, second) =>
        {
            var (model, before) = (new MemoryModel(), PhysicalMemory.Empty(MemoryModel.Ram).Write());
            foreach (var edit in first) model.Apply(edit, before);
            var former = before.Seal();
            var writer = former.Write();
            foreach (var edit in second) model.Apply(edit, writer);
            PhysicalRange[] touched = [.. writer.Touched];
            foreach (var change in writer.Seal().ChangedWords(former).SelectMany(Words))
                Assert.Contains(touched, range => range.Overlaps(new(new(change), new(8))));
            Assert.All(touched.Zip(touched.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        },
        iter: Iterations);

    /// <summary>A writer shows its own edits before they are sealed, too.</summary>
    [Fact]
    public void A_writer_reads_what_it_wrote() => MemoryModel.Edits.Array[1, 12].Sample(
        edits =>
        {
            var (model, writer) = (new MemoryModel(), PhysicalMemory.Empty(MemoryModel.Ram).Write());
            foreach (var edit in edits) model.Apply(edit, writer);
            foreach (ulong at in Places(model))
            {
                Assert.True(writer.TryReadWord(new(at), out ulong word));
                Assert.Equal(model.Word(at), word);
            }
        },
        iter: Iterations);

    private static void Sample(Action<PhysicalMemory, MemoryModel, PhysicalMemory, MemoryModel> check) => Runs.Sample(
        (first, second) =>
        {
            var model = new MemoryModel();
            var writer = PhysicalMemory.Empty(MemoryModel.Ram).Write();
            foreach (var edit in first) model.Apply(edit, writer);
            var (before, former) = (writer.Seal(), model.Copy());
            foreach (var edit in second) model.Apply(edit, writer);
            check(before, former, writer.Seal(), model);
        },
        iter: Iterations);

    /// <summary>A word of every frame that holds bytes, every word that is not zero, and words of frames that hold none.</summary>
    private static IEnumerable<ulong> Places(MemoryModel model) =>
        model.ChangedWords(new MemoryModel()).Concat(model.Resident.Select(frame => frame << 12)).Concat(MemoryModel.Ram.Select(run => run.Start.Value)).Concat(MemoryModel.Ram.Select(run => run.Last.Value & ~7UL));

    private static void AssertWord(PhysicalMemory memory, ulong at, ulong expected)
    {
        Assert.True(memory.TryReadWord(new(at), out ulong word));
        Assert.Equal(expected, word);
    }

    private static IEnumerable<ulong> Frames(PhysicalRange run) => Steps(run, 4096).Select(at => at >> 12);

    private static IEnumerable<ulong> Words(PhysicalRange run) => Steps(run, 8);

    private static IEnumerable<ulong> Steps(PhysicalRange run, ulong size)
    {
        for (ulong at = run.Start.Value; at < run.End.Value; at += size) yield return at;
    }
}
