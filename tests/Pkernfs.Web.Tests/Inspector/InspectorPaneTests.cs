using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.Components.Inspector;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Inspector;

public sealed class InspectorPaneTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public InspectorPaneTests()
    {
        var module = context.JSInterop.SetupModule("/js/inspector.js");
        module.Setup<string[]?>("folded").SetResult(null);
        module.SetupVoid("remember", _ => true).SetVoidResult();
        module.Setup<bool>("copy", _ => true).SetResult(true);
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void WithoutAMachineItSaysSo() =>
        Assert.Contains("No machine is open.", context.Render<InspectorPane>().Markup, StringComparison.Ordinal);

    [Fact]
    public void WithNothingSelectedItShowsTheAssignedDevicesContextEntry()
    {
        var pane = Open("jump", null);
        Assert.Equal("Context entry of 01:00.0", pane.Find(".subject h3").TextContent);
        Assert.Equal("0x0000000100403000", pane.Find(".subject .address").TextContent);
        Assert.Contains("Bus master is on for 00:03.0.", pane.Markup, StringComparison.Ordinal);
        Assert.Contains("nobody: no kernel, no domain, no pins", pane.Markup, StringComparison.Ordinal);
        pane.WaitForAssertion(() => Assert.Contains(pane.FindAll(".past .said"), said => said.TextContent.EndsWith("carried through the jump unchanged", StringComparison.Ordinal)));
        Assert.Equal("SLPTPTR", pane.FindAll(".fields tbody th")[3].TextContent);
    }

    public static TheoryData<string, string, string[]> Kinds => new()
    {
        { "bytes:0x100403000:0x10", "Context entry of 01:00.0", ["bytes", "decoded", "behind", "past"] },
        { "bytes:0x100800000:0x20000000", "/guest-ram", ["page", "behind", "past"] },
        { "pfn:0x120803", "/iommu/dom-0: level 2 table of 01:00.0", ["page", "behind", "mappers", "past"] },
        { "iova:01:00.0:0xa200000", "IOVA 0xa200000 of 01:00.0", ["walk", "function", "caches", "mappers"] },
        { "device:01:00.0", "01:00.0, NIC, assigned", ["function", "caches", "restore", "bytes", "decoded", "behind", "past"] },
        { "entry:second-stage-2:0x120803000:81", "Level 2 entry 81 of 01:00.0", ["bytes", "decoded", "behind", "mappers", "past"] },
        { "entry:context:0x33703000:1", "Context entry 1", ["bytes", "decoded", "page", "behind", "mappers", "past"] },
        { "step:zap-00-03.0", "Zap the context of 00:03.0", ["step", "touched", "writes", "traffic"] },
        { "register:RTADDR", "RTADDR, root table address", ["bytes", "decoded"] },
        { "register:NONE", "No such register", [] },
        { "step:none", "No such step", [] },
        { "device:1f:00.0", "No function 1f:00.0", [] },
        { "pfn:0xfffffffffffff", "Nothing answers here", [] },
        { "bytes:0xfffffffffffffff0:0x8", "Nothing answers here", ["behind"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindOfSelectionHasItsParts(string select, string title, string[] parts)
    {
        var pane = Open("jump", select);
        Assert.Equal(title, pane.Find(".subject h3").TextContent);
        Assert.Equal([.. parts, "registers"], pane.FindAll(".part").Select(part => part.GetAttribute("data-part")));
    }

    [Fact]
    public void AWarningTellsWhichDomainIdsDiffer()
    {
        var pane = Open("set-iommu-b", "device:01:00.0");
        Assert.Contains("The context entry says 9, the kernel's allocator gave 3", pane.Find(".warning").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void AStepInTheHistoryIsGoneToAndTheSubjectStays()
    {
        var pane = Open("jump", "bytes:0x100403000:0x10");
        pane.WaitForElement(".past button");
        pane.FindAll(".past button").Single(button => button.TextContent.Contains("DID 9", StringComparison.Ordinal)).Click();
        var machine = context.Services.GetRequiredService<OpenMachine>();
        Assert.Equal("attach-assigned", machine.Moment!.Step.Id);
        pane.WaitForAssertion(() => Assert.DoesNotContain("carried through the jump", pane.Markup, StringComparison.Ordinal));
        Assert.Equal("Context entry of 01:00.0", pane.Find(".subject h3").TextContent);
    }

    [Fact]
    public void AnAddressInAFieldIsFollowed()
    {
        var pane = Open("jump", null);
        pane.Find(".fields .link").Click();
        pane.WaitForAssertion(() => Assert.Equal("Level 4 entry 0 of 01:00.0", pane.Find(".subject h3").TextContent));
        Assert.Equal(new Selection.Bytes(new(new(0x120801000), new(8))), View.Value.Selection);
    }

    [Fact]
    public void PartsFoldAndTheBrowserRemembers()
    {
        var pane = Open("jump", null);
        pane.Find("[data-part=bytes] button").Click();
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[data-part=bytes] .part-body")));
        Assert.Single(context.JSInterop.Invocations["remember"]);
        pane.Find("[data-part=registers] button").Click();
        pane.WaitForAssertion(() => Assert.Contains(pane.FindAll(".registers button"), button => button.TextContent.StartsWith("GSTS", StringComparison.Ordinal) && button.TextContent.Contains("TES", StringComparison.Ordinal)));
    }

    [Fact]
    public void CopyingGivesAllDigits()
    {
        var pane = Open("jump", null);
        pane.Find("[aria-label='Copy the address']").Click();
        Assert.Equal("0x0000000100403000", Assert.Single(context.JSInterop.Invocations["copy"]).Arguments[0]);
    }

    [Fact]
    public void AnInvariantSaysHowItStandsAtTheMomentShown()
    {
        View.Open("/?scenario=pkernfs-rfc-as-posted&step=keep-01-00.0&select=invariant:same-translation");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        var pane = context.Render<InspectorPane>();
        pane.WaitForAssertion(() => Assert.StartsWith("Broken here", pane.Find("[data-part=invariant] .summary").TextContent, StringComparison.Ordinal));
        pane.Find("[data-part=invariant] button.mono").Click();
        pane.WaitForAssertion(() => Assert.IsType<Selection.Bytes>(View.Value.Selection));
    }

    [Fact]
    public void TheLinkToWhatIsShownIsCopiedByTheBrowser()
    {
        var copy = Open("jump", null).Find("[aria-label='Copy a link to this']");
        Assert.Equal("", copy.GetAttribute("data-copy"));
        Assert.Equal("Copy a link to this (l)", copy.GetAttribute("title"));
    }

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    private IRenderedComponent<InspectorPane> Open(string step, string? select)
    {
        View.Open($"/?step={step}");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        // Not by the link, for which what is not there would give way to the nearest: a branch, too, may lack what is selected.
        if (select is not null) View.Show(View.Value with { Selection = ExplorerView.Parse($"/?select={select}").View.Selection });
        var pane = context.Render<InspectorPane>();
        // The history comes on a thread of its own; what is found before it may be drawn anew before it is clicked.
        pane.WaitForState(() => pane.FindAll(".past-place[aria-busy=true]").Count == 0);
        return pane;
    }
}
