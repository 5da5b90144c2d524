using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.Inspection.Restore;

namespace Pkernfs.Web.Components.Restore;

/// <summary>A device's four structures before and after an update, each with what was read of it.</summary>
public sealed partial class RestoreFacts
{
    [Parameter, EditorRequired]
    public DeviceRestore Restore { get; set; } = default!;

    /// <summary>True for a narrow place: only what is wrong is listed.</summary>
    [Parameter]
    public bool IsBrief { get; set; }

    private RestoreFact[] Shown(RestorePart part) => [.. part.Facts.Where(fact => !IsBrief || fact.Status == FactStatus.Differs)];

    private static string IconOf(RestoreOutcome outcome) => outcome switch
    {
        RestoreOutcome.Restored => Icons.Material.Outlined.CheckCircle,
        RestoreOutcome.Differs => Icons.Material.Outlined.WarningAmber,
        _ => Icons.Material.Outlined.Cancel,
    };
}
