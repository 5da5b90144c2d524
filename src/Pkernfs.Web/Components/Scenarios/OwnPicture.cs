using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Pkernfs.Web.Rendering;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>A picture that a person chose, dropped or pasted: the link that it has, or a sentence that says why there is none.</summary>
public sealed record OwnPicture(string? Link, string? Refusal)
{
    private static readonly string[] endings = [".svg", ".png"];

    /// <summary>Reads a file from the browser; null for one that is no picture, whatever it is called.</summary>
    public static async Task<OwnPicture?> ReadAsync(IBrowserFile file, CancellationToken cancellation = default)
    {
        if (file.Size > PictureFile.Largest)
        {
            return endings.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase)
                ? Refused(file.Name, $"it has more than {PictureFile.Largest / 1024 / 1024} MiB, the most that is read of a picture")
                : null;
        }
        try
        {
            if (!PictureFile.IsPicture(await ReadAsync(file, (int)Math.Min(file.Size, PictureFile.Beginning), cancellation))) return null;
            var link = PictureFile.Read(await ReadAsync(file, (int)file.Size, cancellation));
            return link.Address is { } address ? new(address, null) : Refused(file.Name, link.Problem!);
        }
        catch (Exception problem) when (problem is IOException or JSException or InvalidOperationException or TimeoutException)
        {
            // Whoever reads it as a text says what is wrong with it.
            return null;
        }
    }

    private static async Task<byte[]> ReadAsync(IBrowserFile file, int count, CancellationToken cancellation)
    {
        await using var stream = file.OpenReadStream(PictureFile.Largest, cancellation);
        byte[] bytes = new byte[count];
        int read = await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellation);
        return bytes[..read];
    }

    private static OwnPicture Refused(string name, string reason) => new(null, $"{name} was not opened: {reason}.");
}
