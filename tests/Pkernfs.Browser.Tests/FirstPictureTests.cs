namespace Pkernfs.Browser.Tests;

/// <summary>The map is on screen before its circuit is there, and stays there when the circuit comes.</summary>
public sealed class FirstPictureTests(ChromiumBrowser browser)
{
    /// <summary>How many different colours some hundreds of the canvas's pixels have: one where nothing is drawn.</summary>
    private const string Colours = """
        (() => {
          const canvas = document.querySelector('.map-host canvas');
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const found = new Set();
          for (let i = 0; i < pixels.length; i += 4 * 997) found.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
          return found.size;
        })()
        """;

    [Fact]
    public async Task WithoutACircuitTheMapIsDrawn()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await opened.Page.GotoAsync("/?step=jump");
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        await opened.SettleAsync();
        Assert.True(await opened.Page.EvaluateAsync<int>(Colours) > 4, "The map is blank.");
        Assert.Equal("false", await opened.Page.Locator("main.explorer").GetAttributeAsync("data-interactive"));
    }

    [Fact]
    public async Task TheFirstFrameHasTheMapAndTheNextWhatStandsAroundIt()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await opened.Page.AddInitScriptAsync($$"""
            globalThis.frames = [];
            const look = () => {
              if (document.body) frames.push([Boolean(document.querySelector('.map-host[data-shown=true]')), Boolean(document.querySelector('#inspector-pane h2')?.checkVisibility({ contentVisibilityAuto: true }))]);
              requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """);
        await opened.Page.GotoAsync("/?step=jump");
        await opened.SettleAsync();
        bool[][] frames = await opened.Page.EvaluateAsync<bool[][]>("frames");
        Assert.All(frames, frame => Assert.True(frame[0], "A frame was shown without the map."));
        Assert.True(frames[^1][1], "What stands around the map stayed away.");
        Assert.Null(await opened.Page.Locator("html").GetAttributeAsync("data-picture"));
    }

    [Fact]
    public async Task AMapThatIsLongOnItsWayHoldsUpNeitherPageNorCircuit()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        var arrives = new TaskCompletionSource();
        await opened.Page.RouteAsync("**/js/map.bundle.js", async route =>
        {
            await arrives.Task;
            await route.ContinueAsync();
        });
        await opened.Page.GotoAsync("/?step=jump", new() { WaitUntil = WaitUntilState.Commit });
        await opened.Page.EvaluateAsync("new Promise(done => new PerformanceObserver(list => { if (list.getEntriesByName('first-contentful-paint').length === 1) done(); }).observe({ type: 'paint', buffered: true }))");
        await Assertions.Expect(opened.Page.Locator("#inspector-pane h2")).ToBeVisibleAsync();
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        Assert.Equal(0, await opened.Page.Locator(".map-host[data-shown=true]").CountAsync());
        arrives.SetResult();
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
    }

    [Fact]
    public async Task TheSheetThatComesLateMovesNothing()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.RouteAsync("**/js/late*.js", route => route.AbortAsync());
        await opened.Page.GotoAsync("/?step=jump");
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        await opened.SettleAsync();
        byte[] before = await opened.Page.ScreenshotAsync();
        await opened.Page.EvaluateAsync("""
            Promise.all([...document.querySelectorAll('link[rel=stylesheet][data-late]')].map(link => new Promise(done => {
              link.onload = done;
              link.media = 'all';
              if (link.sheet) done();
            })))
            """);
        await opened.SettleAsync();
        Assert.Equal(before, await opened.Page.ScreenshotAsync());
    }

    [Fact]
    public async Task WhenTheCircuitComesNoFrameIsBlank()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.AddInitScriptAsync($$"""
            globalThis.seen = [];
            const look = () => {
              const colours = document.querySelector('.map-host canvas')?.width ? {{Colours}} : 0;
              if (colours > 4 || seen.length > 0) seen.push(colours);
              requestAnimationFrame(() => setTimeout(look));
            };
            requestAnimationFrame(look);
            """);
        await opened.GoToAsync("/?step=jump");
        await opened.SettleAsync();
        int[] seen = await opened.Page.EvaluateAsync<int[]>("seen");
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(seen, colours => colours <= 4);
        // Of the reading of pixels by this test.
        Assert.DoesNotContain(opened.Complaints, complaint => !complaint.Contains("readback", StringComparison.Ordinal));
    }
}
