namespace Pkernfs.Web.Tests.Commands;

public sealed class WalkthroughStoryTests : IDisposable
{
    private const string Notes =
        """
        walkthrough: 1
        title: Why the IOMMU must not stop
        scenario: pkernfs-rfc
        notes:
          - step: run-guest
            text: Before.
          - step: jump
            select: bytes:0x100401010:0x10
            text: The root table stands.
          - step: jump
            edits:
              - skip:save-vm
            text: And so it does in a what-if.
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("walkthrough").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task NotesAreTheCaptionsOfAStoryboard()
    {
        string notes = Path.Combine(folder, "why.walkthrough.yaml"), html = Path.Combine(folder, "why.html");
        await File.WriteAllTextAsync(notes, Notes, TestContext.Current.CancellationToken);
        var run = await VerbRun.OfAsync("storyboard", notes, "--format", "html", "--output", html);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        string written = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        Assert.Contains("<h1>Why the IOMMU must not stop</h1>", written, StringComparison.Ordinal);
        Assert.Contains("0x100401010, 16 bytes: The root table stands.", written, StringComparison.Ordinal);
        Assert.Contains("link=\"/?edits=skip:save-vm&amp;step=jump\"", written, StringComparison.Ordinal);
        Assert.Equal(3, written.Split("<section>").Length - 1);
        (await VerbRun.OfAsync("storyboard", notes, "--with", "kho", "--format", "html", "--output", html)).IsBadInput("says itself what is shown");
    }

    [Fact]
    public async Task ADamagedFileIsTold()
    {
        string notes = Path.Combine(folder, "why.walkthrough.yaml");
        await File.WriteAllTextAsync(notes, Notes.Replace("step: run-guest", "stop: run-guest", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await VerbRun.OfAsync("storyboard", notes, "--format", "html", "--output", Path.Combine(folder, "x.html"))).IsBadInput("stop");
    }
}
