using System.Net;

namespace Pkernfs.Web.Tests.Hosting;

/// <summary>Views in words, and runs as storyboards, by address.</summary>
public sealed class WordsAndStoryEndpointTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    private readonly HttpClient client = server.CreateClient();

    [Theory]
    [InlineData("/picture/memory.txt?step=jump", "text/plain", " 0x100000000 │SIRMGGG")]
    [InlineData("/picture/translation.txt?step=jump", "text/plain", "└── iova 0x200000, 510 MiB")]
    [InlineData("/picture/translation.csv?step=jump", "text/csv", "01:00.0,0x0,0x100800000,655360,4096,rw,/guest-ram,yes")]
    [InlineData("/picture/timeline.md", "text/markdown", "| 40 | jump | kexec |")]
    [InlineData("/picture/walk.json?step=jump&select=iova:01:00.0:0xa3b7d40", "application/json", "\"at\": \"0x10abb7d40\"")]
    [InlineData("/picture/invariants.csv", "text/csv", "reachable-persists,All that a carried device reaches persists,yes")]
    [InlineData("/storyboard/story.html?scenario=pkernfs-rfc&theme=dark", "text/html", "Jump, no kernel")]
    [InlineData("/storyboard/story.html?scenario=pkernfs-rfc&with=save-restore", "text/html", "Point the unit to the saved root table")]
    [InlineData("/storyboard/story.html?at=jump,guest-goes-on", "text/html", "in two pictures")]
    [InlineData("/storyboard/story.html?left=pkernfs-rfc&right=save-restore&right-edits=skip:save-vm", "text/html", "part by part")]
    [InlineData("/storyboard/page-2.svg?left=pkernfs-rfc&right=save-restore", "image/svg+xml", "class=\"panel-title\"")]
    [InlineData("/storyboard/story.pdf?edits=skip:save-vm", "application/pdf", "%PDF-")]
    public async Task EachIsThereWithItsType(string address, string mediaType, string says)
    {
        using var response = await client.GetAsync(address);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.OK, mediaType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(says, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/picture/timeline.txt", "has no picture in letters")]
    [InlineData("/picture/inspector.csv", "has no rows")]
    [InlineData("/picture/walk.csv", "select an address")]
    [InlineData("/picture/memory.csv?scenario=none", "There is no scenario \"none\"")]
    [InlineData("/storyboard/story.doc", "ask for .html or .pdf")]
    [InlineData("/storyboard/page-1.gif", "ask for .svg or .png")]
    [InlineData("/storyboard/page-9.svg", "This storyboard has no page 9: ask for page-1 to page-")]
    [InlineData("/storyboard/story.html?at=jumb", "This run has no step \"jumb\".")]
    [InlineData("/storyboard/story.html?left=pkernfs-rfc&right=kho&at=jump", "leave \"at\" out")]
    [InlineData("/storyboard/story.html?left=none&right=kho", "There is no scenario and no open session \"none\"")]
    [InlineData("/storyboard/story.html?with=none", "There is no scenario \"none\"")]
    [InlineData("/storyboard/story.html?theme=sepia", "is no theme")]
    public async Task WhatCannotBeToldIsRefusedWithASentence(string address, string sentence)
    {
        using var response = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(sentence, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
