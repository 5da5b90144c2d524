namespace Pkernfs.Browser.Tests;

public sealed class ReconnectTests(ChromiumBrowser browser)
{
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
            Assert.EndsWith("/?step=jump", opened.Page.Url, StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
