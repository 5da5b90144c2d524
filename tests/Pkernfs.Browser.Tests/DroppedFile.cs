namespace Pkernfs.Browser.Tests;

/// <summary>Files that come to a page from outside, by drop or by paste.</summary>
internal static class DroppedFile
{
    public static Task DropFileAsync(this OpenedPage opened, string name, byte[] content) => GiveAsync(opened, name, content, """
        for (const kind of ['dragover', 'drop']) document.querySelector('main').dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true }));
        """);

    public static Task PasteFileAsync(this OpenedPage opened, string name, byte[] content) => GiveAsync(opened, name, content, """
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true }));
        """);

    private static async Task GiveAsync(OpenedPage opened, string name, byte[] content, string give)
    {
        await opened.Page.Locator("html[data-drops=ready]").WaitForAsync();
        await opened.Page.EvaluateAsync($$"""
            ([name, content]) => {
              const given = new DataTransfer();
              given.items.add(new File([Uint8Array.from(atob(content), sign => sign.charCodeAt(0))], name));
              {{give}}
            }
            """, new[] { name, Convert.ToBase64String(content) });
    }
}
