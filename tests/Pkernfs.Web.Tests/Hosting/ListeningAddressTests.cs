using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Pkernfs.Web.Hosting;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class ListeningAddressTests
{
    [Fact]
    public void ListensOnLoopbackWhenNothingIsSaid() => Assert.Equal("http://127.0.0.1:5080", UrlsFor());

    [Fact]
    public void TheCommandLineDecidesWhenItSpeaks() => Assert.Equal("http://127.0.0.1:9", UrlsFor("--urls", "http://127.0.0.1:9"));

    [Theory]
    [InlineData("--http_ports=8080")]
    [InlineData("--Kestrel:Endpoints:Main:Url=http://127.0.0.1:9")]
    public void OtherSettingsOfTheServerAreLeftAlone(string setting) => Assert.Null(UrlsFor(setting));

    private static string? UrlsFor(params string[] arguments)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = arguments });
        builder.UseLoopbackUnlessTold();
        return builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey);
    }
}
