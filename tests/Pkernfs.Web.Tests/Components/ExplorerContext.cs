using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Components;

/// <summary>What components need around them: MudBlazor, the circuit's own state, and the browser's calls that they make.</summary>
public sealed class ExplorerContext : BunitContext
{
    /// <summary>Long enough for a busy machine; what is waited for mostly comes at once.</summary>
    static ExplorerContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public ExplorerContext()
    {
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddExplorerState();
        JSInterop.SetupVoid("explorerAppearance.follow", _ => true).SetVoidResult();
        // MudBlazor's own calls move focus and lock scrolling: the browser tests are the place to see those.
        JSInterop.SetupVoid(call => call.Identifier.StartsWith("mud", StringComparison.Ordinal)).SetVoidResult();
        Files = JSInterop.SetupModule("/js/scenarios.js");
        Files.SetupModule("catchDrops", _ => true).SetupVoid("stop").SetVoidResult();
    }

    /// <summary>The browser's part in taking files, which every page has.</summary>
    public BunitJSModuleInterop Files { get; }

    public ExplorerCommands Commands => Services.GetRequiredService<ExplorerCommands>();

    /// <summary>Opens a dialog as the explorer does and gives what MudBlazor renders for it.</summary>
    public async Task<IRenderedComponent<MudDialogProvider>> OpenAsync<TDialog>(DialogOptions? options = null, DialogParameters? parameters = null)
        where TDialog : IComponent
    {
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<TDialog>("", parameters ?? [], options ?? new DialogOptions()));
        provider.WaitForElement(".mud-dialog");
        return provider;
    }
}
