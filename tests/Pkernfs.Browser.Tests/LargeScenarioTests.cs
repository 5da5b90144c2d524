using System.Text.RegularExpressions;

namespace Pkernfs.Browser.Tests;

/// <summary>Machines of up to 12 TiB, and a host with 24 guests, are as light as the small one: opened, played through the kexec, zoomed to a single entry, searched.</summary>
public sealed partial class LargeScenarioTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData("guest-64g-4k", "04:00.0", "0x812345678")]
    [InlineData("guest-1t-2m", "3b:00.0", "0x8123456789")]
    [InlineData("guest-12t-1g", "bd:00.0", "0xa8123456789")]
    [InlineData("fleet-host", "04:02.0", "0x12345678")]
    public async Task OpensPlaysSearchesAndZooms(string scenario, string device, string iova)
    {
        await using var opened = await browser.OpenAsync($"/?scenario={scenario}&step=load-kernel-b", Screen.Desk);
        var page = opened.Page;
        await opened.ExpectStepAsync("load-kernel-b");
        await Assertions.Expect(opened.CurrentStep).ToBeInViewportAsync();

        // Through the kexec at four times the speed, then to the end.
        await page.Keyboard.PressAsync("]");
        await page.Keyboard.PressAsync("]");
        await page.Keyboard.PressAsync(" ");
        await Assertions.Expect(page).ToHaveURLAsync(AfterTheJump(), new() { Timeout = 90_000 });
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("End");
        await opened.ExpectStepAsync("guest-goes-on");

        // An address of a guest's device is walked to its leaf at once.
        await page.Keyboard.PressAsync("w");
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "walk" });
        await field.FillAsync($"{device} {iova}");
        await field.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Inspector", Exact = true })).ToContainTextAsync("Reaches 0x");
        await opened.ExpectInAddressAsync("select", $"iova:{device}:{iova}");
        await opened.SettleAsync();
        await opened.TakePictureAsync($"large-{scenario}");

        // From the whole address space to the entries of one page.
        var host = page.Locator(".map-host[data-shown=true]");
        var box = (await host.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height * 0.8f));
        var shown = page.GetByRole(AriaRole.Region, new() { NameRegex = PageTitle() });
        for (int turn = 0; turn < 70 && await shown.CountAsync() == 0; turn++)
        {
            await page.Mouse.WheelAsync(0, -400);
            await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }
        await Assertions.Expect(shown).ToBeVisibleAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheDesignsLimitIsAProblemOfItsStep()
    {
        await using var opened = await browser.OpenAsync("/?scenario=guest-64g-4k-as-posted&step=map-memory-above-4-gib-a", Screen.Desk);
        await opened.ExpectStepAsync("map-memory-above-4-gib-a");
        await Assertions.Expect(opened.Page.Locator("#steps-pane")).ToContainTextAsync("ENOMEM: Cannot map 62 GiB at 0x100000000");
        await opened.TakePictureAsync("large-as-posted");
        Assert.Empty(opened.Complaints);
    }

    [GeneratedRegex("step=(?!load-kernel-b)[a-z0-9.-]*-b(&|$)|step=(relocate-kernel|restore-pkernfs|adopt-root-table)(&|$)")]
    private static partial Regex AfterTheJump();

    [GeneratedRegex("^Page 0x")]
    private static partial Regex PageTitle();
}
