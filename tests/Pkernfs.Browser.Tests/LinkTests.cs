namespace Pkernfs.Browser.Tests;

public sealed class LinkTests(ChromiumBrowser browser)
{
    private const string Place = "map=0x100400000:0x200000:page&select=bytes:0x100401010:16";

    [Fact]
    public async Task ALinkRestoresStepCameraAndSelection()
    {
        await using var opened = await browser.OpenAsync($"/?step=zap-00-03.0&{Place}", Screen.Desk);
        await ExpectPlaceAsync(opened, "zap-00-03.0");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ReloadingComesBackToTheSameSessionAtTheSameMoment()
    {
        await using var opened = await browser.OpenAsync($"/?step=zap-00-03.0&{Place}", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectStepAsync("zap-host-functions");
        string? session = opened.InAddress("session");
        Assert.NotNull(session);
        await opened.ReloadAsync();
        await ExpectPlaceAsync(opened, "zap-host-functions");
        Assert.Equal(session, opened.InAddress("session"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task BackReturnsToWhereOneJumpedFrom()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("End");
        await opened.ExpectStepAsync(ReferenceRun.Steps[^1].Id);
        await opened.Page.GoBackAsync();
        await opened.ExpectStepAsync("jump");
    }

    [Fact]
    public async Task WhoFollowsMovesAlongAndWhoDoesNotStays()
    {
        await using var first = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await first.ExpectStepAsync("jump");
        string? session = first.InAddress("session");
        await using var follower = await browser.OpenAsync($"/?session={session}&follow=yes", Screen.Desk);
        await using var other = await browser.OpenAsync($"/?session={session}&step=jump", Screen.Desk);
        await follower.ExpectStepAsync("jump");
        await other.ExpectStepAsync("jump");

        await first.Page.Keyboard.PressAsync("ArrowRight");
        await first.Page.Keyboard.PressAsync("ArrowRight");
        await follower.ExpectStepAsync("decompress-kernel-b");
        await follower.Page.Keyboard.PressAsync("ArrowRight");
        await first.ExpectStepAsync("parse-command-line-b");

        // Of its own it goes on from where it stayed.
        await other.ExpectStepAsync("jump");
        await other.Page.Keyboard.PressAsync("ArrowLeft");
        await other.ExpectStepAsync("keep-01-00.0");
        await first.ExpectStepAsync("parse-command-line-b");
    }

    private static async Task ExpectPlaceAsync(OpenedPage opened, string step)
    {
        await opened.ExpectStepAsync(step);
        await opened.ExpectInAddressAsync("select", "bytes:0x100401010:0x10");
        await opened.ExpectInAddressAsync("map", "0x100400000:0x200000:page");
        var crumbs = opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Where the map is" });
        await Assertions.Expect(crumbs.GetByRole(AriaRole.Button)).ToHaveCountAsync(3);
        var inspector = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Inspector", Exact = true });
        await Assertions.Expect(inspector).ToContainTextAsync("0000000100401010");
    }
}
