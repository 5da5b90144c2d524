using System.Text;
using Microsoft.AspNetCore.Components.Forms;

namespace Pkernfs.Web.Tests.Scenarios;

/// <summary>A file as the browser offers it.</summary>
/// <param name="content">Null for a file that must not be read.</param>
internal sealed class ChosenFile(string name, byte[]? content, long? size = null) : IBrowserFile
{
    public ChosenFile(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text))
    {
    }

    public string Name => name;

    public DateTimeOffset LastModified => default;

    public long Size => size ?? content!.Length;

    public string ContentType => "";

    public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default)
    {
        Assert.NotNull(content);
        return new MemoryStream(content);
    }
}
