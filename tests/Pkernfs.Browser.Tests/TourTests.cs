using Deque.AxeCore.Playwright;

namespace Pkernfs.Browser.Tests;

public sealed class TourTests(ChromiumBrowser browser)
{
    private const int Stops = 14;

    public static TheoryData<string, string> Looks => new()
    {
        { "1440x900", "dark" },
        { "1440x900", "light" },
        { "390x844", "dark" },
        { "390x844", "light" },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task EveryStopIsReachedByKeyAndItsCardCoversNothingThatItSpeaksOf(string screen, string theme)
    {
        await using var opened = await browser.OpenAsync($"/?tour=1&theme={theme}", new[] { Screen.Desk, Screen.Phone }.Single(one => one.Name == screen));
        for (int number = 1; number <= Stops; number++)
        {
            await ExpectStopAsync(opened, number);
            await ExpectBesideAsync(opened);
            await opened.SettleAsync();
            await opened.TakePictureAsync($"tour-{number:00}-{theme}-{screen}");
            // One of each kind of page: a pane, a thing in the top bar, a comparison.
            if (number is 1 or 7 || number == Stops)
            {
                var result = await opened.Page.RunAxe();
                Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(rule => $"{rule.Id}: {rule.Help}\n" + string.Join('\n', rule.Nodes.Select(node => $"    {node.Html}")))));
            }
            await opened.Page.Keyboard.PressAsync("j");
        }
        await opened.Page.Keyboard.PressAsync("k");
        await ExpectStopAsync(opened, Stops - 1);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task LeftByEscapeItLeavesTheReaderThereAndALinkResumesIt()
    {
        await using var opened = await browser.OpenAsync("/?tour=6", Screen.Desk);
        await ExpectStopAsync(opened, 6);
        await opened.Page.Keyboard.PressAsync("j");
        await ExpectStopAsync(opened, 7);
        await opened.ExpectStepAsync("jump");
        string link = opened.Page.Url;

        await opened.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Card(opened)).ToHaveCountAsync(0);
        await opened.ExpectStepAsync("jump");
        Assert.Null(opened.InAddress("tour"));
        await Assertions.Expect(opened.Page.Locator("html")).Not.ToHaveAttributeAsync("data-tour", "");

        await opened.GoToAsync(new Uri(link).PathAndQuery);
        await ExpectStopAsync(opened, 7);
        await opened.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ADialogOverTheTourIsClosedFirst()
    {
        await using var opened = await browser.OpenAsync("/?tour=2", Screen.Desk);
        await ExpectStopAsync(opened, 2);
        await opened.Page.Keyboard.PressAsync("?");
        var sheet = opened.Page.GetByRole(AriaRole.Dialog);
        await sheet.GetByText("Tour: next stop").WaitForAsync();
        await opened.Page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog-container')?.contains(document.activeElement)");
        await opened.Page.Keyboard.PressAsync("Escape");
        await sheet.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await ExpectStopAsync(opened, 2);
    }

    [Fact]
    public async Task ItIsBegunFromHelpThePaletteAndTheScenarios()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("?");
        await opened.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take the tour" }).ClickAsync();
        await ExpectStopAsync(opened, 1);
        await opened.ExpectStepAsync("run-guest");
        await Card(opened).GetByRole(AriaRole.Button, new() { Name = "Leave the tour here" }).ClickAsync();
        await Assertions.Expect(Card(opened)).ToHaveCountAsync(0);

        await opened.Page.Keyboard.PressAsync("Control+k");
        await opened.Page.GetByRole(AriaRole.Combobox, new() { Name = "Command" }).PressSequentiallyAsync("take the guided");
        await opened.Page.Keyboard.PressAsync("Enter");
        await ExpectStopAsync(opened, 1);

        await opened.GoToAsync("/scenarios");
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "Take the tour" }).ClickAsync();
        await ExpectStopAsync(opened, 1);
        Assert.Empty(opened.Complaints);
    }

    private static ILocator Card(OpenedPage opened) => opened.Page.GetByRole(AriaRole.Complementary, new() { Name = "Guided tour" });

    private static async Task ExpectStopAsync(OpenedPage opened, int number)
    {
        await opened.ExpectInAddressAsync("tour", $"{number}");
        await Assertions.Expect(Card(opened).Locator(".place")).ToHaveTextAsync($"Tour {number} of {Stops}");
        await Assertions.Expect(Card(opened).Locator(".words")).Not.ToContainTextAsync("worked out first", new() { Timeout = 30_000 });
    }

    /// <summary>Waits until the outline lies round the thing and the card beside it, both on the screen.</summary>
    private static Task<IJSHandle> ExpectBesideAsync(OpenedPage opened) => opened.Page.WaitForFunctionAsync("""
        () => {
          const card = document.querySelector('.tour-card'), outline = document.querySelector('.tour-outline');
          const thing = card && document.querySelector(card.dataset.target)?.getBoundingClientRect();
          if (!thing || outline.hidden) return false;
          const at = card.getBoundingClientRect(), round = outline.getBoundingClientRect();
          const covers = Math.min(at.right, round.right) - Math.max(at.left, round.left) > 1 && Math.min(at.bottom, round.bottom) - Math.max(at.top, round.top) > 1;
          const isRound = Math.abs(round.left - Math.max(1, thing.left)) < 2 && Math.abs(round.top - Math.max(1, thing.top)) < 2;
          return !covers && isRound && at.left >= 0 && at.top >= 0 && at.right <= innerWidth && at.bottom <= innerHeight;
        }
        """, null, new() { Timeout = 20_000 });
}
