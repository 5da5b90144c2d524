namespace Pkernfs.Browser.Tests;

/// <summary>The map keeps what it drew: a tile is drawn once for its content, size and theme.</summary>
public sealed class MapTileTests(ChromiumBrowser browser)
{
    private const string AtTheJump = "/?step=keep-01-00.0";

    [Fact]
    public async Task AStepDrawsWhatChangedAndTheWayBackNothing()
    {
        await using var opened = await browser.OpenAsync(AtTheJump, Screen.Desk);
        int first = await SettledAsync(opened);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("step=jump"));
        int jumped = await SettledAsync(opened);
        Assert.InRange(jumped - first, 1, first - 1);

        await opened.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("step=keep-01-00.0"));
        Assert.Equal(jumped, await SettledAsync(opened));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AMoveDrawsWhatCameIntoViewAndTheWayBackNothing()
    {
        await using var opened = await browser.OpenAsync($"{AtTheJump}&map=0x108000000:0x8000000:block", Screen.Desk);
        int first = await SettledAsync(opened);
        var box = (await opened.Page.Locator(".map-host").BoundingBoxAsync())!;
        await DragAsync(opened, box, -180);
        int moved = await SettledAsync(opened);
        Assert.InRange(moved - first, 0, first);
        await DragAsync(opened, box, 180);
        Assert.Equal(moved, await SettledAsync(opened));
    }

    [Fact]
    public async Task WhileItZoomsFramesAreWrittenAndThenTheMapIsSharp()
    {
        await using var opened = await browser.OpenAsync(AtTheJump, Screen.Desk);
        int first = await SettledAsync(opened);
        Assert.Equal(0, await CountAsync(opened, "written"));
        var box = (await opened.Page.Locator(".map-host").BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        for (int turn = 0; turn < 4; turn++) await opened.Page.Mouse.WheelAsync(0, -120);
        int last = await SettledAsync(opened);
        Assert.True(await CountAsync(opened, "written") > 0, "Zooming wrote no frame.");
        Assert.True(last > first, "No tile was drawn for the size at which the zoom ended.");
        Assert.InRange(await CountAsync(opened, "kept"), 1, 64 << 20);
    }

    /// <summary>A frame in motion is written pixel by pixel; the one that stands, with the same camera, is drawn. Only edges may differ, by how smooth they are.</summary>
    [Theory]
    [InlineData("dark", "allocator,tables,medium")]
    [InlineData("light", "allocator,tables,medium")]
    [InlineData("dark", "allocator,tables,medium,persistence,differences&against=keep-01-00.0")]
    public async Task AWrittenFrameLooksLikeTheOneThatStands(string theme, string layers)
    {
        await using var opened = await browser.OpenAsync($"/?step=jump&theme={theme}&layers={layers}", Screen.Desk);
        await SettledAsync(opened);
        double[] shares = await opened.Page.EvaluateAsync<double[]>(
            """
            async () => {
              const host = document.querySelector('.map-host');
              const canvas = host.querySelector('canvas');
              const frame = () => new Promise(done => requestAnimationFrame(done));
              const pixels = () => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const share = (a, b) => {
                let unlike = 0;
                for (let i = 0; i < a.length; i += 4) if (Math.max(...[0, 1, 2].map(part => Math.abs(a[i + part] - b[i + part]))) > 48) unlike++;
                return 4 * unlike / a.length;
              };
              const before = pixels();
              const box = canvas.getBoundingClientRect();
              await frame();
              const written = host.tiles.written;
              canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: -60, clientX: box.x + box.width * 0.4, clientY: box.y + box.height * 0.5, bubbles: true, cancelable: true }));
              while (host.tiles.written === written) await frame();
              const moving = pixels();
              for (let calm = 0; calm < 3; calm = host.tiles.waiting === 0 ? calm + 1 : 0) await frame();
              return [share(moving, pixels()), share(before, moving)];
            }
            """);
        Assert.InRange(shares[0], 0, 0.004);
        Assert.True(shares[1] > 0.02, "Zooming moved nothing.");
    }

    [Fact]
    public async Task AnotherThemeHasTilesOfItsOwn()
    {
        await using var opened = await browser.OpenAsync(AtTheJump, Screen.Desk);
        int first = await SettledAsync(opened);
        await opened.Page.EvaluateAsync("document.documentElement.dataset.theme = 'light'");
        int light = await SettledAsync(opened);
        Assert.Equal(2 * first, light);
        await opened.Page.EvaluateAsync("document.documentElement.dataset.theme = 'dark'");
        Assert.Equal(light, await SettledAsync(opened));
    }

    private static async Task DragAsync(OpenedPage opened, LocatorBoundingBoxResult box, float by)
    {
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await opened.Page.Mouse.MoveAsync(x, y);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(x + by, y, new() { Steps = 6 });
        await opened.Page.Mouse.UpAsync();
    }

    /// <summary>How many tiles were drawn, once nothing has been drawn and nothing waits for half a second.</summary>
    private static async Task<int> SettledAsync(OpenedPage opened)
    {
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        for (int last = -1, calm = 0; ;)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            int drawn = await CountAsync(opened, "drawn");
            calm = drawn == last && drawn > 0 && await CountAsync(opened, "waiting") == 0 ? calm + 1 : 0;
            if (calm == 7) return drawn;
            last = drawn;
        }
    }

    private static Task<int> CountAsync(OpenedPage opened, string name) =>
        opened.Page.EvaluateAsync<int>($"document.querySelector('.map-host').tiles.{name}");
}
