using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.State;

public sealed class ExplorerCommandsTests
{
    private readonly ExplorerCommands commands = new();

    [Fact]
    public async Task ACommandReachesAllWhoAnswerInTheOrderTheyCame()
    {
        var called = new List<string>();
        using var first = commands.Answer(ExplorerCommand.Walk, () => called.Add("first"));
        using var second = commands.Answer(ExplorerCommand.Walk, () => called.Add("second"));
        using var other = commands.Answer(ExplorerCommand.GoTo, () => called.Add("other"));
        Assert.True(await commands.DispatchAsync(ExplorerCommand.Walk));
        Assert.Equal(["first", "second"], called);
    }

    [Fact]
    public async Task ACommandNobodyAnswersToIsNotAvailable()
    {
        Assert.False(commands.IsAvailable(ExplorerCommand.Walk));
        Assert.False(await commands.DispatchAsync(ExplorerCommand.Walk));
    }

    [Fact]
    public void AvailabilityComesAndGoesWithTheFirstAndLastAnswer()
    {
        int changes = 0;
        commands.AvailabilityChanged += () => changes++;
        var first = commands.Answer(ExplorerCommand.Walk, () => { });
        var second = commands.Answer(ExplorerCommand.Walk, () => { });
        Assert.Equal(1, changes);
        first.Dispose();
        Assert.True(commands.IsAvailable(ExplorerCommand.Walk));
        second.Dispose();
        second.Dispose();
        Assert.False(commands.IsAvailable(ExplorerCommand.Walk));
        Assert.Equal(2, changes);
    }

    [Fact]
    public async Task AnAnswerMayEndItselfWhileItIsCalled()
    {
        IDisposable? once = null;
        int called = 0;
        once = commands.Answer(ExplorerCommand.Walk, () =>
        {
            called++;
            once!.Dispose();
        });
        await commands.DispatchAsync(ExplorerCommand.Walk);
        Assert.False(await commands.DispatchAsync(ExplorerCommand.Walk));
        Assert.Equal(1, called);
    }
}
