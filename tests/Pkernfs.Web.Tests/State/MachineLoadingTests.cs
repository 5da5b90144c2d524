using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.State;

/// <summary>A large machine is loaded while its page says how far it is, and can be given up; a small one is there at once.</summary>
public sealed class MachineLoadingTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    private OpenMachine Machine => context.Services.GetRequiredService<OpenMachine>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ALargeMachineIsLoadedStepByStep()
    {
        var panel = Open("guest-1t-2m");
        Assert.Null(Machine.Session);
        await panel.WaitForAssertionAsync(() => Assert.Matches(@"Step \d+ of \d+: ", panel.Find(".step").TextContent), TimeSpan.FromSeconds(60));
        await panel.WaitForAssertionAsync(() => Assert.Empty(panel.FindAll(".loading")), TimeSpan.FromSeconds(60));
        Assert.Equal(("guest-1t-2m", "jump", null), (Machine.Session?.ScenarioName, Machine.Moment?.Step.Id, Machine.Problem));
        // The next who opens it finds the run there.
        Assert.False(context.Services.GetRequiredService<SessionStore>().TakesLong("guest-1t-2m"));
    }

    [Fact]
    public async Task ItCanBeGivenUp()
    {
        var panel = Open("guest-12t-1g");
        await panel.WaitForAssertionAsync(() => Assert.NotEmpty(panel.FindAll(".loading button")), TimeSpan.FromSeconds(10));
        panel.Find(".loading button").Click();
        await panel.WaitForAssertionAsync(() => Assert.Empty(panel.FindAll(".loading")), TimeSpan.FromSeconds(30));
        Assert.Null(Machine.Session);
        Assert.StartsWith("Loading guest-12t-1g was given up.", Machine.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherScenarioTakesItsPlace()
    {
        var panel = Open("guest-12t-1g");
        await panel.InvokeAsync(() => Machine.OpenScenario("pkernfs-rfc"));
        Assert.Equal(("pkernfs-rfc", null, null), (Machine.Session?.ScenarioName, Machine.Problem, Machine.Loading));
        Assert.Empty(panel.FindAll(".loading"));
    }

    private IRenderedComponent<LoadingPanel> Open(string scenario)
    {
        context.SetRendererInfo(new RendererInfo("Server", true));
        var panel = context.Render<LoadingPanel>();
        panel.InvokeAsync(() =>
        {
            context.Services.GetRequiredService<CurrentView>().Open($"/?scenario={scenario}&step=jump");
            Machine.FollowView();
        });
        return panel;
    }
}
