namespace Pkernfs.Web.State.Links;

/// <summary>Links that the server asks the browser to copy, because it alone has them: one is written when it is asked for.</summary>
public sealed class CopiedLinks
{
    /// <summary>Raised with a link from the root.</summary>
    public event Func<string, Task>? Asked;

    public Task CopyAsync(string link) => Asked?.Invoke(link) ?? Task.CompletedTask;
}
