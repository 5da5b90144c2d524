namespace Pkernfs.Browser.Tests;

public sealed class ReadmePictureTests(ChromiumBrowser browser)
{
    /// <summary>Takes the README's picture anew where UPDATE_README_PICTURE=1 asks for it, and else sees that there is one.</summary>
    [Fact]
    public async Task TheReadmeHasItsPicture()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_README_PICTURE") == "1")
        {
            await using var opened = await browser.OpenAsync("/?step=jump&theme=dark", Screen.Desk);
            await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
            await opened.SettleAsync();
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.ReadmePicture)!);
            await opened.Page.ScreenshotAsync(new() { Path = Repository.ReadmePicture });
        }
        Assert.True(File.Exists(Repository.ReadmePicture), "docs/images/explorer.png is not there. Take it by running the browser tests with UPDATE_README_PICTURE=1.");
    }
}
