using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Pkernfs.Web.Components.Layout;

namespace Pkernfs.Web.Tests.Components;

public sealed class RenderBatchTests : IAsyncDisposable
{
    private readonly BunitContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task WhatAsksToBeDrawnIsDrawnAfterwardsAndOnce()
    {
        var (batch, counter) = (context.Render<RenderBatch>(), context.Render<Counter>().Instance);
        int before = counter.Drawn, during = 0;
        await batch.InvokeAsync(() => batch.Instance.Run(() =>
        {
            counter.Ask();
            counter.Ask();
            during = counter.Drawn;
        }));
        Assert.Equal((before, before + 1), (during, counter.Drawn));
        // Without one each is drawn at once.
        await batch.InvokeAsync(counter.Ask);
        Assert.Equal(before + 2, counter.Drawn);
    }

    [Fact]
    public async Task WithinAnotherBatchItIsDoneAtOnce()
    {
        var batch = context.Render<RenderBatch>();
        var done = new List<int>();
        await batch.InvokeAsync(() => batch.Instance.Run(() =>
        {
            batch.Instance.Run(() => done.Add(1));
            done.Add(2);
        }));
        Assert.Equal([1, 2], done);
    }

    [Fact]
    public async Task WhatGoesWrongIsForWhoWaitsAndThePageGoesOn()
    {
        var (batch, counter) = (context.Render<RenderBatch>(), context.Render<Counter>().Instance);
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => batch.InvokeAsync(() => batch.Instance.Run(() => throw new FormatException())));
        Assert.IsType<FormatException>(failed.InnerException);
        int before = counter.Drawn;
        await batch.InvokeAsync(() => batch.Instance.Run(counter.Ask));
        Assert.Equal(before + 1, counter.Drawn);
    }

    private sealed class Counter : ComponentBase
    {
        public int Drawn { get; private set; }

        public void Ask() => StateHasChanged();

        protected override void BuildRenderTree(RenderTreeBuilder builder) => Drawn++;
    }
}
