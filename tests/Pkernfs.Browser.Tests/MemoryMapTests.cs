using System.Globalization;
using System.Text.RegularExpressions;

namespace Pkernfs.Browser.Tests;

public sealed partial class MemoryMapTests(ChromiumBrowser browser)
{
    private const ulong RootEntryOfBus1 = 0x1_0040_1010;

    [Fact]
    public async Task KeysZoomToOnePageAndItsBytes()
    {
        await using var opened = await browser.OpenAsync($"/?step=jump&select=bytes:0x{RootEntryOfBus1:x}:16", Screen.Desk);
        await opened.Page.Locator(".map-host[data-shown=true]").FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(LevelPage());
        await opened.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(LevelEntry());

        var page = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Page 0x100401000" });
        await Assertions.Expect(page).ToBeVisibleAsync();
        var words = await WordsAsync(page);
        AssertReal(words, "jump");
        Assert.Contains(words, word => word.Address == RootEntryOfBus1 && (word.Value & 1) != 0);
        await opened.TakePictureAsync("map-bytes-dark");

        await page.FocusAsync();
        await opened.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page).ToHaveCountAsync(0);
        await Assertions.Expect(opened.Page).ToHaveURLAsync(LevelPage());
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheWheelZoomsToOnePageAndItsBytes()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        var host = opened.Page.Locator(".map-host[data-shown=true]");
        await host.WaitForAsync();
        var box = (await host.BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height * 0.55f));
        var page = opened.Page.GetByRole(AriaRole.Region, new() { NameRegex = PageTitle() });
        for (int turn = 0; turn < 40 && await page.CountAsync() == 0; turn++)
        {
            await opened.Page.Mouse.WheelAsync(0, -400);
            await opened.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }
        await Assertions.Expect(page).ToBeVisibleAsync();
        AssertReal(await WordsAsync(page), "jump");
        Assert.Empty(opened.Complaints);
    }

    /// <summary>The wheel is faster than the server: until the page's bytes are there, the map is zoomed on, until one row is far taller than any canvas may be.</summary>
    [Fact]
    public async Task TheWheelMayRunAheadOfTheServer()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        var host = opened.Page.Locator(".map-host[data-shown=true]");
        await host.WaitForAsync();
        int complaints = await opened.Page.EvaluateAsync<int>(
            """
            async () => {
              let errors = 0;
              addEventListener('error', () => errors++);
              const host = document.querySelector('.map-host');
              const box = host.getBoundingClientRect();
              const at = { clientX: box.x + box.width * 0.4, clientY: box.y + box.height * 0.55 };
              for (let i = 0; i < 60; i++) {
                host.querySelector('canvas').dispatchEvent(new WheelEvent('wheel', { deltaY: -400, ...at, bubbles: true, cancelable: true }));
                if (i % 4 === 0) await new Promise(done => requestAnimationFrame(done));
              }
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              return errors;
            }
            """);
        Assert.Equal(0, complaints);
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Region, new() { NameRegex = PageTitle() })).ToBeVisibleAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task BytesFollowTheMoment()
    {
        const ulong Entry = 0x1_0040_1000;
        await using var opened = await browser.OpenAsync($"/?step=power-on&map=0x{Entry:x}:0x1000:entry", Screen.Desk);
        var page = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Page 0x100401000" });
        AssertReal(await WordsAsync(page), "power-on");
        foreach (string step in new[] { "jump", "enable-translation" })
        {
            await opened.GoToAsync($"/?step={step}&map=0x{Entry:x}:0x1000:entry");
            AssertReal(await WordsAsync(page), step);
        }
    }

    [Fact]
    public async Task TheMapIsATableInWords()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        var region = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Physical memory as a table" });
        var rows = region.GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.First).ToContainTextAsync("Outlives kexec");
        Assert.True(await rows.CountAsync() > 10);
        await region.GetByRole(AriaRole.Button, new() { NameRegex = Address() }).First.PressAsync("Enter");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(Selected());
        await opened.TakePictureAsync("map-table-dark");
        Assert.Empty(opened.Complaints);
    }

    /// <summary>The addresses and values that a page's rows show.</summary>
    private static async Task<(ulong Address, ulong Value)[]> WordsAsync(ILocator page)
    {
        await page.WaitForAsync();
        string[] rows = await page.EvaluateAsync<string[]>(
            "page => [...page.querySelectorAll('tbody tr:not(.folded)')].map(row => row.querySelector('th').textContent.trim() + ' ' + row.querySelectorAll('td')[1].textContent.trim())");
        Assert.NotEmpty(rows);
        return [.. rows.Select(row => row.Split(' ')).Select(parts => (Hex(parts[0]), Hex(parts[1])))];
    }

    private static void AssertReal((ulong Address, ulong Value)[] words, string step)
    {
        foreach (var (address, value) in words)
            Assert.True(ReferenceRun.WordAt(step, address) == value, $"0x{address:x} shows 0x{value:x} after {step}; memory holds 0x{ReferenceRun.WordAt(step, address):x}.");
    }

    private static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex("[?&]map=[^&]*:page(&|$)")]
    private static partial Regex LevelPage();

    [GeneratedRegex("[?&]map=[^&]*:entry(&|$)")]
    private static partial Regex LevelEntry();

    [GeneratedRegex("^Page 0x")]
    private static partial Regex PageTitle();

    [GeneratedRegex("^0x")]
    private static partial Regex Address();

    [GeneratedRegex("[?&]select=")]
    private static partial Regex Selected();
}
