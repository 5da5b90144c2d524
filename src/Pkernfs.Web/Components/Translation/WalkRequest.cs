using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Translation;

/// <summary>What a person types to walk an address: "01:00.0 0xa3b7d40", "01:00.0 iova 2G+4M", or the address alone for the device shown.</summary>
public static class WalkRequest
{
    /// <param name="shown">The device that an address alone is for; null where there is none.</param>
    /// <param name="problem">Why not, as a sentence; null on success.</param>
    public static bool TryRead(string typed, PciAddress? shown, [NotNullWhen(true)] out Selection.DeviceAddress? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        string text = typed.Trim();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string first = space < 0 ? text : text[..space];
        PciAddress? device = PciAddress.TryParse(first, out var address) ? address : null;
        string rest = device is null ? text : space < 0 ? "" : text[space..].Trim();
        if (device is not null && rest.Length == 0)
        {
            problem = $"Which address of {device}? Write \"{device} iova 0x1000\".";
            return false;
        }
        if (!AddressExpression.TryParse(rest, out var expression, out problem)) return false;
        Iova? iova = expression switch
        {
            AddressExpression.IoVirtual io => io.Address,
            AddressExpression.Physical number => new(number.Address.Value),
            _ => null,
        };
        if (iova is null || (device ?? shown) is not { } walker)
        {
            problem = "Write the device before the address: \"01:00.0 iova 0x1000\".";
            return false;
        }
        request = new(walker, iova.Value);
        problem = null;
        return true;
    }
}
