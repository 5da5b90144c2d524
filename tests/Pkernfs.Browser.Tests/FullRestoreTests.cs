namespace Pkernfs.Browser.Tests;

/// <summary>The full restore, opened by key from a run, on a desk and on a phone.</summary>
public sealed class FullRestoreTests(ChromiumBrowser browser)
{
    public static TheoryData<string, bool, string, string> Runs => new()
    {
        { "save-restore", false, "all four structures are as before.", "" },
        { "save-restore", true, "all four structures are as before.", "" },
        { "pkernfs-rfc", false, "iommu_domain differs.", "the two ids agree" },
        { "pkernfs-rfc", true, "iommu_domain differs.", "the two ids agree" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task It_tells_what_came_back_and_fits_its_window(string scenario, bool phone, string verdict, string differs)
    {
        await using var opened = await browser.OpenAsync($"/?scenario={scenario}&step=guest-goes-on", phone ? Screen.Phone : Screen.Desk);
        await opened.ExpectStepAsync("guest-goes-on");
        await opened.Page.Keyboard.PressAsync("r");
        var dialog = opened.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator(".verdict").First).ToContainTextAsync(verdict);
        Assert.Equal(["mmap", "IOAS", "HWPT", "iommu_domain"], await dialog.Locator(".restore").First.Locator(".structure .name").AllInnerTextsAsync());
        Assert.Equal(differs, string.Join(", ", await dialog.Locator("tr[data-status=differs] th").AllInnerTextsAsync()));
        Assert.True(await dialog.EvaluateAsync<bool>("dialog => [dialog, ...dialog.querySelectorAll('*')].every(one => one.scrollWidth <= one.clientWidth + 1 || getComputedStyle(one).display === 'inline' || one.classList.contains('unseen'))"), "Something in the dialog is wider than its place.");
        await opened.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }
}
