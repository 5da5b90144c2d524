namespace Pkernfs.Browser.Tests;

public sealed class ReconnectTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task ACutLineIsSaidAndThePageGoesOnWhereItWas()
    {
        var line = new CuttableLine();
        await using var opened = await browser.OpenAsync("/?step=zap-00-03.0&select=bytes:0x100401010:16", Screen.Desk, prepare: line.JoinAsync);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectStepAsync("zap-host-functions");
        string address = opened.Page.Url;
        await opened.Page.EvaluateAsync("globalThis.sameDocument = true");

        await line.CutAsync();
        var panel = opened.Page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" });
        await Assertions.Expect(panel.GetByText("Nothing is lost").First).ToBeVisibleAsync();
        line.Mend();
        await Assertions.Expect(panel).ToBeHiddenAsync(new() { Timeout = 30_000 });

        Assert.True(await opened.Page.EvaluateAsync<bool>("globalThis.sameDocument === true"), "The page was loaded again instead of going on.");
        await opened.ExpectStepAsync("zap-host-functions");
        Assert.Equal(address, opened.Page.Url);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectStepAsync("keep-01-00.0");
    }

    [Fact]
    public async Task ALostServerIsSaidAndItsReturnBringsTheViewBack()
    {
        ChromiumBrowser.RequireChromium();
        var server = await ExplorerServer.StartAsync();
        try
        {
            await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk, server: server);
            await server.DisposeAsync();
            var panel = opened.Page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" });
            await panel.GetByText("Nothing is lost").First.WaitForAsync();
            await opened.TakePictureAsync("reconnect-dark");

            server = await ExplorerServer.StartAsync(server.Address);
            await Assertions.Expect(panel).ToBeHiddenAsync(new() { Timeout = 30_000 });
            await opened.Page.Locator("[data-interactive=true]").WaitForAsync();
            await opened.ExpectStepAsync("jump");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
