namespace Pkernfs.Browser.Tests;

/// <summary>The page's line to the server, which can be cut and joined again while server and page go on.</summary>
internal sealed class CuttableLine
{
    private readonly List<IWebSocketRoute> open = [];
    private volatile bool isCut;

    /// <summary>Puts itself between page and server; before the page opens anything.</summary>
    public async Task JoinAsync(IPage page)
    {
        await page.RouteAsync("**/_blazor/negotiate*", route => isCut ? route.AbortAsync() : route.ContinueAsync());
        await page.RouteWebSocketAsync("**/_blazor*", socket =>
        {
            if (isCut)
            {
                _ = socket.CloseAsync(new() { Code = 3001, Reason = "cut" });
                return;
            }
            lock (open) open.Add(socket);
            socket.ConnectToServer();
        });
    }

    public async Task CutAsync()
    {
        isCut = true;
        IWebSocketRoute[] ending;
        lock (open)
        {
            ending = [.. open];
            open.Clear();
        }
        foreach (var socket in ending) await socket.CloseAsync(new() { Code = 3001, Reason = "cut" });
    }

    public void Mend() => isCut = false;
}
