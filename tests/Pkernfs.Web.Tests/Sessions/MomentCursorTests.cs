using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tests.Sessions;

public sealed class MomentCursorTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly MomentCursor cursor;
    private readonly List<CursorChange> changes = [];

    public MomentCursorTests()
    {
        cursor = new(5, 1, time);
        cursor.Changed += changes.Add;
    }

    public void Dispose() => cursor.Dispose();

    [Fact]
    public void SeekingBeyondAnEndGoesToTheEnd()
    {
        cursor.Seek(99);
        cursor.Seek(-1);
        Assert.Equal([new(1, 4), new(4, 0)], changes);
        Assert.All(changes, change => Assert.False(change.IsStep));
    }

    [Fact]
    public void SeekingToWhereItIsSaysNothing()
    {
        cursor.Seek(1);
        Assert.Empty(changes);
    }

    [Fact]
    public void PlayingGoesAStepInEachStepTimeAndStopsAtTheEnd()
    {
        cursor.Play();
        time.Move(MomentCursor.StepTime * 0.9);
        Assert.Equal(1, cursor.Index);
        time.Move(MomentCursor.StepTime * 0.2);
        Assert.Equal(2, cursor.Index);
        Assert.True(changes[^1].IsStep);
        time.Move(MomentCursor.StepTime * 10);
        Assert.Equal(4, cursor.Index);
        Assert.False(cursor.IsPlaying);
        Assert.Equal(0, time.Waiting);
    }

    [Fact]
    public void PlayingFromTheEndBeginsAtTheStart()
    {
        cursor.Seek(4);
        cursor.Play();
        Assert.Equal(0, cursor.Index);
        Assert.True(cursor.IsPlaying);
    }

    [Fact]
    public void PausingStaysWhereItIs()
    {
        cursor.Play();
        time.Move(MomentCursor.StepTime);
        cursor.Pause();
        time.Move(MomentCursor.StepTime * 5);
        Assert.Equal(2, cursor.Index);
        Assert.False(cursor.IsPlaying);
    }

    [Fact]
    public void TwiceTheSpeedTakesHalfTheTimeAlsoWhilePlaying()
    {
        cursor.Play();
        cursor.ChangeSpeed(1);
        Assert.Equal(2, cursor.Speed);
        time.Move(MomentCursor.StepTime);
        Assert.Equal(3, cursor.Index);
    }

    [Fact]
    public void SpeedStaysWithinItsBounds()
    {
        cursor.ChangeSpeed(99);
        Assert.Equal(MomentCursor.Speeds[^1], cursor.Speed);
        cursor.ChangeSpeed(-99);
        Assert.Equal(MomentCursor.Speeds[0], cursor.Speed);
    }
}
