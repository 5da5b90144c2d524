using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Links;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Links;

public sealed class LinkCopierTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly BunitJSModuleInterop browser;

    public LinkCopierTests()
    {
        browser = context.JSInterop.SetupModule("/js/share.js").SetupModule("attach", _ => true);
        foreach (string call in new[] { "copy", "copyFocused", "save", "stop" }) browser.SetupVoid(call, _ => true).SetVoidResult();
    }

    private CopiedLinks Links => context.Services.GetRequiredService<CopiedLinks>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void AButtonSaysToTheBrowserWhatItLinksTo()
    {
        AngleSharp.Dom.IElement Button(string? to, string? with) => context.Render<CopyLink>(set => set.Add(one => one.Title, "Copy a link to this").Add(one => one.To, to).Add(one => one.With, with)).Find("button");
        Assert.Equal(("", null, "Copy a link to this (l)"), Of(Button(null, null)));
        Assert.Equal((null, "step=jump", "Copy a link to this"), Of(Button(null, "step=jump")));
        Assert.Equal(("/cost", null, "Copy a link to this"), Of(Button("/cost", null)));
        Assert.Equal("Copy a link to this", Button(null, null).GetAttribute("aria-label"));

        static (string?, string?, string?) Of(AngleSharp.Dom.IElement button) => (button.GetAttribute("data-copy"), button.GetAttribute("data-copy-with"), button.GetAttribute("title"));
    }

    [Fact]
    public async Task WhatCameOfItIsSaid()
    {
        var copier = context.Render<LinkCopier>();
        _ = copier.InvokeAsync(() => copier.Instance.Copied(true));
        copier.WaitForAssertion(() => Assert.Equal("Link copied.", copier.Find("[role=status]").TextContent));
        _ = copier.InvokeAsync(() => copier.Instance.Copied(false));
        copier.WaitForAssertion(() => Assert.EndsWith("take it from the address bar.", copier.Find("[role=status]").TextContent, StringComparison.Ordinal));
        await context.Commands.DispatchAsync(ExplorerCommand.CopyLink);
        Assert.Single(browser.Invocations["copyFocused"]);
    }

    [Fact]
    public async Task ALinkThatTheServerHasIsCopiedOrSavedWhereItIsTooLong()
    {
        var copier = context.Render<LinkCopier>();
        await copier.InvokeAsync(() => Links.CopyAsync("/cost"));
        Assert.Equal("/cost", Assert.Single(browser.Invocations["copy"]).Arguments[0]);

        string link = OwnScenarioLink.Path + "?file=b." + new string('a', LinkLimits.LongestAddress);
        _ = copier.InvokeAsync(() => Links.CopyAsync(link));
        copier.WaitForAssertion(() => Assert.Equal(["view.pkernfs-link", LinkFile.Write(link)], Assert.Single(browser.Invocations["save"]).Arguments));
        copier.WaitForAssertion(() => Assert.StartsWith("The link is too long for an address, so it was saved as a file", copier.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Single(browser.Invocations["copy"]);
    }

    [Fact]
    public void ALinkWithAChangeIsOfferedAsAFileWithTheChange()
    {
        var view = context.Services.GetRequiredService<CurrentView>();
        view.Open("/?step=jump");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        var copier = context.Render<LinkCopier>();
        Assert.Empty(copier.FindAll("[data-link-needs-file]"));
        _ = copier.InvokeAsync(() => copier.Instance.Offer("step=save-vm"));
        copier.WaitForAssertion(() => Assert.Equal(LinkFile.Write("/?step=save-vm"), Assert.Single(browser.Invocations["save"]).Arguments[1]));
    }
}
