using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.Hosting;

/// <summary>Pictures as a browser, a document or a wiki fetches them.</summary>
public sealed class PictureEndpointTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    private const string OwnPolicy = "frame-ancestors 'none'", OpenPolicy = "frame-ancestors *";

    private readonly HttpClient client = server.CreateClient();

    [Theory]
    [InlineData("/picture/memory.svg", "image/svg+xml")]
    [InlineData("/picture/memory.svg?step=jump&theme=print&size=a4", "image/svg+xml")]
    [InlineData("/picture/memory.svg?theme=system&follow=yes", "image/svg+xml")]
    [InlineData("/picture/memory.png?step=jump&theme=dark&size=400x300", "image/png")]
    public async Task APictureHasItsTypeAndLeadsBack(string address, string mediaType)
    {
        using var response = await client.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, mediaType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var link = PictureFile.Read(await response.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("/?step=" + (address.Contains("jump", StringComparison.Ordinal) ? "jump" : ""), link.Address, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public async Task EveryViewThatIsOfferedIsDrawn(string view, string format)
    {
        // With something selected, as a walk needs.
        using var response = await client.GetAsync($"/picture/{view}.{format}?step=jump&select=iova:01:00.0:0xa3b7d40&size=800x500");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public static TheoryData<string, string> Drawn
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var view in PictureMaker.Drawn)
            {
                foreach (string format in new[] { "svg", "png" }) cases.Add(ViewValues.Word(view), format);
            }
            return cases;
        }
    }

    [Theory]
    [InlineData("svg")]
    [InlineData("png")]
    public async Task WhoHasAPictureIsNotSentItAgain(string format)
    {
        string address = $"/picture/memory.{format}?step=jump&size=400x300";
        using var first = await client.GetAsync(address);
        var tag = first.Headers.ETag;
        Assert.NotNull(tag);
        Assert.True(first.Headers.CacheControl?.NoCache);
        using var again = await AskAsync(address, tag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length));
        using var other = await AskAsync($"/picture/memory.{format}?step=pci-shutdown&size=400x300", tag);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.NotEqual(tag, other.Headers.ETag);
    }

    [Theory]
    [InlineData("/picture/nothing.svg", "There is no view \"nothing\" to draw: ask for memory")]
    [InlineData("/embed/nothing", "There is no view \"nothing\" to draw: ask for memory")]
    [InlineData("/picture/memory.gif", "There are no pictures as \"gif\": ask for .svg or .png, or for .txt, .md, .csv or .json.")]
    [InlineData("/picture/memory.svg?theme=pink", "\"theme=pink\" is no theme of pictures: it wants light, dark or print.")]
    [InlineData("/picture/memory.svg?size=1x1", "\"1x1\" is no size: give slide (1280x720), a4 or mail, or a width from 320 to 4000 and a height from 160 to 4000")]
    [InlineData("/picture/memory.png?size=99999x99999", "\"99999x99999\" is no size")]
    [InlineData("/picture/memory.svg?frame=maybe", "\"frame=maybe\" cannot be read: it wants no for the view alone")]
    [InlineData("/picture/memory.svg?scenario=nothing", "There is no scenario \"nothing\" here. Built in are: ")]
    [InlineData("/picture/memory.svg?scenario=mine&session=gone", "The session gone is not there any more. There is no scenario \"mine\" here.")]
    [InlineData("/picture/memory.svg?map=all", "The link's \"map=all\" cannot be read")]
    [InlineData("/picture/memory.svg?select=%00%ff", "The link's \"select=")]
    [InlineData("/picture/memory.svg?nonsense=1", "The link's \"nonsense\" is not known here")]
    [InlineData("/picture/memory.svg?edits=skip:nothing", "nothing")]
    [InlineData("/picture/walk.svg?step=jump", "There is nothing to walk: select an address of a device")]
    [InlineData("/picture/invariants.svg", "There is no view \"invariants\" to draw")]
    [InlineData("/picture/compare.svg?left=nothing", "There is no scenario and no open session \"nothing\". Built in are: ")]
    [InlineData("/picture/compare.svg?step=jump", "The link's \"step\" is not known here")]
    [InlineData("/embed/memory?edits=dance", "The link's edits cannot be read")]
    [InlineData("/clip/memory.svg?from=jump", "A clip wants its first and its last step: give from=STEP and to=STEP")]
    [InlineData("/clip/memory.svg?from=jump&to=jump", "The clip's last step, \"Jump, no kernel\", does not come after its first, \"Jump, no kernel\".")]
    [InlineData("/clip/memory.svg?from=jumb&to=guest-goes-on", "This run has no step \"jumb\".")]
    [InlineData("/clip/memory.svg?from=power-on&to=guest-goes-on", "steps, and a clip has at most 60")]
    [InlineData("/clip/walk.svg?from=load-kernel-b&to=jump", "There is nothing to walk")]
    [InlineData("/clip/compare.svg?from=load-kernel-b&to=jump", "The view compare has no clip: memory, translation")]
    [InlineData("/clip/nothing.svg?from=load-kernel-b&to=jump", "There is no view \"nothing\" to draw")]
    public async Task WhatCannotBeDrawnIsRefusedWithASentence(string address, string sentence)
    {
        using var response = await client.GetAsync(address);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(sentence, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALongWordIsNotSaidBackWhole()
    {
        string word = new('x', 3000);
        foreach (string address in new[] { $"/picture/{word}.svg", $"/picture/memory.{word}", $"/picture/memory.svg?theme={word}", $"/picture/memory.svg?size={word}", $"/picture/memory.svg?frame={word}" })
            Assert.InRange((await (await client.GetAsync(address)).Content.ReadAsStringAsync()).Length, 1, 400);
    }

    [Theory]
    [InlineData("/picture/memory.svg?step=jump", OpenPolicy)]
    [InlineData("/picture/memory.svg?theme=pink", OpenPolicy)]
    [InlineData("/embed/memory?step=jump", OpenPolicy)]
    [InlineData("/clip/memory.svg?from=keep-01-00.0&to=jump", OpenPolicy)]
    [InlineData("/picture/memory", OwnPolicy)]
    [InlineData("/embed", OwnPolicy)]
    [InlineData("/pictures", OwnPolicy)]
    [InlineData("/", OwnPolicy)]
    [InlineData("/?embed=memory", OwnPolicy)]
    public async Task OnlyPicturesAndEmbedsMayStandInOtherPages(string address, string expected)
    {
        using var response = await client.GetAsync(address);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith(expected, policy, StringComparison.Ordinal);
        Assert.Contains(expected == OpenPolicy ? "default-src 'none';" : "default-src 'self';", policy, StringComparison.Ordinal);
        Assert.False(expected == OpenPolicy && policy.Contains("script-src", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnEmbedIsThePictureAndTheWayToTheMomentAndNoScript()
    {
        using var response = await client.GetAsync("/embed/memory?step=jump&theme=dark&map=0x100000000:0x40000000:block");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        string html = await response.Content.ReadAsStringAsync();
        Assert.Contains("<svg ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("\\son[a-z]+=", html);
        Assert.Contains("<a href=\"http://localhost/?step=jump&amp;map=0x100000000:0x40000000:block\" target=\"_blank\" rel=\"noopener\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AComparisonIsAPictureToo()
    {
        byte[] file = await client.GetByteArrayAsync("/picture/compare.svg?left=pkernfs-rfc&left-step=jump&right=save-restore&theme=print");
        // The right side is where it matches the left, and the link says so.
        Assert.Matches("^/compare\\?left=pkernfs-rfc&left-step=jump&right=save-restore&right-step=[a-z0-9.-]+$", PictureFile.Read(file).Address);
        Assert.Contains("<a href=\"http://localhost/compare?left=", await client.GetStringAsync("/embed/compare?left=pkernfs-rfc&left-step=jump&right=save-restore"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step=jumps", "/?step=jump", "This run has no step \"jumps\"; shown is step ")]
    [InlineData("step=jump&select=bytes:0xfff00000000:0x10", "", "Nothing of this machine is at 0xfff00000000; selected is ")]
    [InlineData("step=jump&tree=7f:00.0", "", "This board has no function 7f:00.0; the tree shows ")]
    [InlineData("step=jump&layers=differences&against=no-such-step", "", "This run has no step \"no-such-step\"; memory is held against step ")]
    [InlineData("step=jump&map=0xfff00000000:0x200000:page", "", "Nothing of this machine is at 0xfff00000000, where the link's map begins")]
    public async Task APictureOfWhatIsGoneShowsTheNearestAndSaysSo(string query, string link, string sentence)
    {
        foreach (string view in new[] { "memory", "page" })
        {
            string svg = await client.GetStringAsync($"/picture/{view}.svg?{query}");
            var root = XDocument.Parse(svg).Root!;
            Assert.Contains(sentence, root.Element(XName.Get("desc", root.Name.NamespaceName))!.Value, StringComparison.Ordinal);
            // It is to be read in the picture as well.
            Assert.Contains(sentence, string.Join(' ', root.Descendants(XName.Get("text", root.Name.NamespaceName)).Select(text => text.Value)), StringComparison.Ordinal);
            if (link.Length > 0) Assert.Equal(link, PictureFile.Read(Encoding.UTF8.GetBytes(svg)).Address);
        }
        if (!query.Contains("layers", StringComparison.Ordinal) && !query.Contains("map", StringComparison.Ordinal) && !query.Contains("select", StringComparison.Ordinal))
            Assert.Contains(sentence, (await client.GetStringAsync($"/picture/translation.txt?{query}")).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AComparisonWithAFileInItsLinkIsDrawnFromTheLink()
    {
        string text = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("memory: 512M", "memory: 256M", StringComparison.Ordinal).Replace("name: pkernfs-rfc", "name: mine", StringComparison.Ordinal);
        text = System.Text.RegularExpressions.Regex.Replace(text, "(?m)^title: .*$", "title: A machine of my own");
        string link = $"left=mine&left-step=jump&right=pkernfs-rfc&left-file={new CarriedScenario(text).Code}";
        string svg = await client.GetStringAsync($"/picture/compare.svg?{link}");
        Assert.Contains("A machine of my own against RFC example", svg, StringComparison.Ordinal);
        Assert.EndsWith(link[link.IndexOf("left-file", StringComparison.Ordinal)..], PictureFile.Read(Encoding.UTF8.GetBytes(svg)).Address, StringComparison.Ordinal);
        Assert.Contains("A machine of my own and RFC example", await client.GetStringAsync($"/storyboard/page-1.svg?{link}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACompareStepThatIsGoneIsSaidInThePicture() =>
        Assert.Contains("A has no step", await client.GetStringAsync("/picture/compare.svg?left=pkernfs-rfc&left-step=nothing&right=kho&right-step=jump"), StringComparison.Ordinal);

    [Fact]
    public async Task AClipIsASpanOfStepsAndLeadsBackToItsFirst()
    {
        using var response = await client.GetAsync("/clip/memory.svg?from=load-kernel-b&to=jump&theme=dark&map=0x100000000:0x40000000:block");
        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType?.MediaType);
        byte[] svg = await response.Content.ReadAsByteArrayAsync();
        Assert.Contains("@keyframes when0{", Encoding.UTF8.GetString(svg), StringComparison.Ordinal);
        Assert.Equal("/?step=load-kernel-b&map=0x100000000:0x40000000:block", PictureFile.Read(svg).Address);
    }

    [Fact]
    public async Task WithoutAFrameThereIsTheViewAlone()
    {
        string framed = await client.GetStringAsync("/picture/memory.svg?step=jump&size=800x400"), bare = await client.GetStringAsync("/picture/memory.svg?step=jump&size=800x400&frame=no");
        foreach (string part in new[] { "class=\"title\"", "class=\"caption\"", "class=\"legend\"", "class=\"source\"" })
        {
            Assert.Contains(part, framed, StringComparison.Ordinal);
            Assert.DoesNotContain(part, bare, StringComparison.Ordinal);
        }
        Assert.Contains("viewBox=\"0 0 800 400\"", bare, StringComparison.Ordinal);
        Assert.Equal("/?step=jump", PictureFile.Read(Encoding.UTF8.GetBytes(bare)).Address);
    }

    [Fact]
    public async Task AScenarioOfOnesOwnIsDrawnFromItsSession()
    {
        string text = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("memory: 512M", "memory: 256M", StringComparison.Ordinal);
        var scenario = ScenarioReader.Read("small.yaml", text, NoScenarioFiles.Instance).Scenario!;
        // It has a built-in's name, and is not that.
        var session = (await server.Services.GetRequiredService<SessionStore>().OpenAsync(scenario.Name, scenario, null, CancellationToken.None)).Session!;
        string own = await client.GetStringAsync($"/picture/memory.svg?session={session.Id}&step=jump");
        Assert.Contains("guest-ram, 256 MiB", own, StringComparison.Ordinal);
        Assert.Equal($"/?session={session.Id}&step=jump", PictureFile.Read(Encoding.UTF8.GetBytes(own)).Address);
        using var refused = await client.GetAsync($"/picture/memory.svg?session={session.Id}&edits=skip:save-vm");
        Assert.Contains("The session has no branch \"skip:save-vm\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> AskAsync(string address, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.IfNoneMatch.Add(known);
        return await client.SendAsync(request);
    }
}
