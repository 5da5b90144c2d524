using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.Tests.Streaming;

namespace Pkernfs.Web.Tests.Hosting;

/// <summary>The dump as a browser fetches it.</summary>
public sealed class DumpEndpointTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    private readonly HttpClient client = server.CreateClient();

    private DumpDownloads Downloads => server.Services.GetRequiredService<DumpDownloads>();

    private static RunTimeline Run => SharedRuns.Example.Timeline;

    [Fact]
    public async Task TheMemoryFileIsTheOneThatTheVerbWrites()
    {
        var download = Downloads.Offer(Run.Moments[0], Run.Plan);
        using var response = await client.GetAsync("/" + download.AddressOf(MachineDumpWriter.MemoryFile));
        byte[] file = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, download.Length, "memory.elf"), (response.StatusCode, response.Content.Headers.ContentLength, response.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        using var expected = new MemoryStream();
        MachineDumpWriter.PlanMemory(Run.Moments[0].Machine).Write(expected);
        Assert.Equal(expected.ToArray(), file);
        Assert.Equal((download.Length, false, null), (download.Progress.Done, download.IsRunning, download.Problem));
        string description = await client.GetStringAsync("/" + download.AddressOf(MachineDumpWriter.MachineFile));
        Assert.Contains("\"rootTable\"", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivingUpEndsItAndItCanBeFetchedAgain()
    {
        var download = Downloads.Offer(Run.Moments[^1], Run.Plan);
        download.Changed += GiveUpInTheMiddle;
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetByteArrayAsync("/" + download.AddressOf(MachineDumpWriter.MemoryFile)));
        Assert.Equal((false, "It was given up before all of it had arrived."), (download.IsRunning, download.Problem));
        Assert.InRange(download.Progress.Done, 1, download.Length - 1);

        download.Changed -= GiveUpInTheMiddle;
        using var response = await client.GetAsync("/" + download.AddressOf(MachineDumpWriter.MemoryFile), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        Assert.Equal(64, await body.ReadAtLeastAsync(new byte[64], 64));
        download.GiveUp();

        void GiveUpInTheMiddle()
        {
            if (download.Progress.Done > download.Length / 4) download.GiveUp();
        }
    }

    [Fact]
    public async Task WhatIsNotOfferedIsNotThere()
    {
        var download = Downloads.Offer(Run.Moments[0], Run.Plan);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/" + download.AddressOf("passwd"))).StatusCode);
        Downloads.Withdraw(download);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/" + download.AddressOf(MachineDumpWriter.MemoryFile))).StatusCode);
    }
}
