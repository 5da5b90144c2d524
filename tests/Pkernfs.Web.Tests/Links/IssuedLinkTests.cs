using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Tests;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.Links;

/// <summary>Links are a contract: every form that was ever given out is read, written and opened as it was.</summary>
public sealed class IssuedLinkTests
{
    [Fact]
    public void EveryIssuedLinkIsReadAndWrittenTheSameWay()
    {
        foreach (var issued in IssuedLink.All.Where(issued => !issued.SaysSo))
        {
            var (written, messages) = Read(issued.Link);
            Assert.True(messages.Length == 0, $"{issued.Link}: {string.Join(' ', messages)}");
            Assert.Equal(issued.Written, written);
            // What is written now is read back to the same.
            Assert.Equal(written, Read(written).Written);
        }
    }

    [Fact]
    public void TheListHasEveryKindOfThingThatALinkCanName()
    {
        string all = string.Join('\n', IssuedLink.All.Select(issued => issued.Link));
        string[] keys =
        [
            "scenario=", "file=", "session=", "follow=", "edits=", "branch=", "step=", "map=", "select=", "tree=", "layers=", "against=", "theme=",
            "left=", "right=", "left-step=", "right-step=", "left-edits=", "right-edits=", "left-file=", "right-file=", "lock=", "right-map=", "difference=",
            "guest=", "pages=", "show=", "p.", "outcome=", "fault=", "from=",
            "select=bytes:", "select=pfn:", "select=iova:", "select=device:", "select=entry:", "select=step:", "select=register:", "select=invariant:",
            "skip:", "fault:", "move:", "set:", .. Enum.GetValues<MapLevel>().Select(level => ":" + ViewValues.Word(level)),
        ];
        Assert.All(keys, key => Assert.Contains(key, all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryIssuedLinkOfTheExplorerOpensAndSaysWhatIsNotThere()
    {
        using var store = new OpenedLinks();
        foreach (var issued in IssuedLink.All.Where(issued => issued.Page == "/"))
        {
            var (machine, view) = await store.OpenAsync(issued.Link);
            string[] said = [.. view.Messages, .. machine.Missing, .. machine.Problem is { } problem ? new[] { problem } : []];
            Assert.True(machine.Session is not null, $"{issued.Link} opens nothing: {string.Join(' ', said)}");
            Assert.True(said.Length > 0 == issued.SaysSo, $"{issued.Link} says: {string.Join(' ', said)}");
            Assert.All(said, sentence => Assert.Matches("[.?]$", sentence));
        }
    }

    private static (string Written, string[] Messages) Read(string link)
    {
        switch (link.Split('?', '#')[0])
        {
            case "/":
                var explorer = ExplorerView.Parse(link);
                return (explorer.View.ToUrl(), [.. explorer.Messages]);
            case "/compare":
                var (comparison, messages) = CompareView.Parse(link);
                return (comparison.ToUrl(), [.. messages]);
            case "/cost":
                var (cost, said) = CostView.Parse(link);
                return (cost.ToUrl(), [.. said]);
            case "/explore":
                var (explore, told) = ExploreView.Parse(link, ScenarioLibrary.Names);
                return (explore.ToUrl(), [.. told]);
            case OwnScenarioLink.Path when link.Contains("file=", StringComparison.Ordinal):
                var (file, problem) = OwnScenarioLink.Read(link);
                return (OwnScenarioLink.Write(file!.Text), problem is null ? [] : [problem]);
            default:
                return (link, []);
        }
    }

    /// <summary>One server's sessions, opened by link after link.</summary>
    private sealed class OpenedLinks : IDisposable
    {
        private readonly SessionStore store = new(SessionLimits.Default, TimeProvider.System);
        private readonly BunitContext context = new();

        public async Task<(OpenMachine Machine, CurrentView View)> OpenAsync(string link)
        {
            var navigation = context.Services.GetRequiredService<BunitNavigationManager>();
            navigation.NavigateTo(link);
            var view = new CurrentView(navigation);
            var machine = new OpenMachine(store, view, TimeProvider.System);
            view.Open(navigation.Uri);
            var circuit = context.Renderer.Dispatcher;
            await circuit.InvokeAsync(machine.FollowView);
            for (int i = 0; i < 1200 && await circuit.InvokeAsync(() => machine.Loading is not null); i++) await Task.Delay(25, Xunit.TestContext.Current.CancellationToken);
            machine.Dispose();
            return (machine, view);
        }

        public void Dispose() => context.Dispose();
    }
}
