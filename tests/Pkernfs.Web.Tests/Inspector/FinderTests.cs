using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Inspector;

public sealed class FinderTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task SearchGoesToWhatEnterChooses()
    {
        var dialog = await OpenAsync<SearchDialog>();
        dialog.Find("input").Input("0x100403000");
        Assert.Equal("Context entry of 01:00.0", dialog.Find("[aria-selected=true] .name").TextContent);
        dialog.Find("input").KeyDown("Enter");
        Assert.Equal(new Selection.Bytes(new(new(0x100403000), new(16))), View.Value.Selection);
        Assert.Equal(new Camera(new(0x100403000), ByteCount.Page, MapLevel.Entry), View.Value.Camera);
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("input")));
    }

    [Fact]
    public async Task ArrowsChooseAndAStepIsGoneTo()
    {
        var dialog = await OpenAsync<SearchDialog>();
        dialog.Find("input").Input("zap");
        Assert.Equal("found-0", dialog.Find("input").GetAttribute("aria-activedescendant"));
        dialog.Find("input").KeyDown("ArrowDown");
        string title = dialog.Find("[aria-selected=true] .name").TextContent;
        Assert.Equal("found-1", dialog.Find("input").GetAttribute("aria-activedescendant"));
        dialog.Find("input").KeyDown("Enter");
        Assert.Equal(title, context.Services.GetRequiredService<OpenMachine>().Moment!.Step.Title);
    }

    [Fact]
    public async Task GoToSaysWhatIsWrongWithAnAddress()
    {
        var dialog = await OpenAsync<GoToDialog>();
        dialog.Find("input").Input("0x12x");
        Assert.Contains("'0x12x' is not an address", dialog.Find("[role=status]").TextContent, StringComparison.Ordinal);
        dialog.Find("input").Input("iova 0xa200000");
        dialog.Find("input").KeyDown("Enter");
        Assert.Equal(new Selection.DeviceAddress(new(1, 0, 0), new(0xa200000)), View.Value.Selection);
    }

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    private Task<IRenderedComponent<MudDialogProvider>> OpenAsync<TDialog>()
        where TDialog : IComponent
    {
        View.Open("/?step=jump");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        return context.OpenAsync<TDialog>();
    }
}
