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
        await batch.InvokeAsync(() => batch.Instance.RunAsync(() =>
        {
            counter.Ask();
            counter.Ask();
            during = counter.Drawn;
            return Task.CompletedTask;
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
        await batch.InvokeAsync(() => batch.Instance.RunAsync(async () =>
        {
            await batch.Instance.RunAsync(() =>
            {
                done.Add(1);
                return Task.CompletedTask;
            });
            done.Add(2);
        }));
        Assert.Equal([1, 2], done);
    }

    [Fact]
    public async Task WhatGoesWrongIsForWhoWaitsAndThePageGoesOn()
    {
        var (batch, counter) = (context.Render<RenderBatch>(), context.Render<Counter>().Instance);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batch.InvokeAsync(() => batch.Instance.RunAsync(() => throw new InvalidOperationException())));
        int before = counter.Drawn;
        await batch.InvokeAsync(() => batch.Instance.RunAsync(() =>
        {
            counter.Ask();
            return Task.CompletedTask;
        }));
        Assert.Equal(before + 1, counter.Drawn);
    }

    private sealed class Counter : ComponentBase
    {
        public int Drawn { get; private set; }

        public void Ask() => StateHasChanged();

        protected override void BuildRenderTree(RenderTreeBuilder builder) => Drawn++;
    }
}
