using CsCheck;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class SessionNotesTests
{
    private readonly SessionNotes notes = new();

    [Fact]
    public void ANoteComesAfterTheOneThatIsShownOrAtTheEnd()
    {
        var first = notes.Add(new("a", ""))!;
        notes.Add(new("c", ""));
        notes.Add(new("b", ""), after: first.Id);
        notes.Add(new("d", ""), after: 99);
        Assert.Equal("abcd", Order);
    }

    [Fact]
    public void MovingKeepsAllAndTheirNumbers() => Gen.Select(Gen.Int[1, 8], Gen.Select(Gen.Int[0, 9], Gen.Int[-3, 12]).Array[0, 20]).Sample((count, moves) =>
    {
        var moved = new SessionNotes();
        var model = new List<int>();
        for (int i = 0; i < count; i++) model.Add(moved.Add(new($"{i}", ""))!.Id);
        foreach (var (which, place) in moves)
        {
            int id = which < count ? which + 1 : 99;
            moved.Move(id, place);
            if (!model.Remove(id)) continue;
            model.Insert(Math.Clamp(place, 0, model.Count), id);
        }
        return moved.All.Select(note => note.Id).SequenceEqual(model) && moved.All.All(note => note.Note.Step == $"{note.Id - 1}");
    });

    [Fact]
    public void ARemovedNoteIsBroughtBackToItsPlace()
    {
        foreach (string step in new[] { "a", "b", "c" }) notes.Add(new(step, ""));
        notes.Remove(notes.All[1].Id);
        Assert.Equal("ac", Order);
        Assert.True(notes.CanBringBack);
        notes.BringBack();
        Assert.Equal("abc", Order);
        Assert.False(notes.CanBringBack);
    }

    [Fact]
    public void AnOpenedWalkthroughTakesThePlaceOfTheNotesAndCanBeTakenBack()
    {
        notes.Add(new("a", ""));
        notes.Rename("Mine");
        notes.Take(new("Theirs", "pkernfs-rfc", null, [new("x", ""), new("y", "")]));
        Assert.Equal(("xy", "Theirs"), (Order, notes.Title));
        notes.BringBack();
        Assert.Equal(("a", "Mine"), (Order, notes.Title));
    }

    [Fact]
    public void ThereIsRoomForSoManyAndNoMore()
    {
        for (int i = 0; i < WalkthroughLimits.Notes; i++) Assert.NotNull(notes.Add(new("a", "")));
        Assert.Null(notes.Add(new("b", "")));
        Assert.Equal(WalkthroughLimits.Notes, notes.All.Length);
    }

    [Fact]
    public void WatchersAreToldOfChangesOnly()
    {
        var note = notes.Add(new("a", "text"))!;
        int told = 0;
        notes.Changed += () => told++;
        notes.Edit(note.Id, one => one with { Text = "text" });
        notes.Edit(99, one => one with { Text = "other" });
        notes.Move(note.Id, 0);
        notes.Remove(99);
        notes.Rename("");
        Assert.Equal(0, told);
        notes.Edit(note.Id, one => one with { Text = "other" });
        Assert.Equal(1, told);
    }

    private string Order => string.Concat(notes.All.Select(note => note.Note.Step));
}
