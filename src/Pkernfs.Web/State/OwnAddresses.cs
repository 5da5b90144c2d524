namespace Pkernfs.Web.State;

/// <summary>
/// Views that this circuit put into the address bar itself. The browser reports them, too, and late: by then a page that moves on by itself
/// shows another one, and must not go back.
/// </summary>
public sealed class OwnAddresses<TView>
    where TView : class
{
    /// <summary>More than this many unanswered addresses means that nobody reports them.</summary>
    private const int MostUnreported = 32;

    private readonly Queue<TView> unreported = new();

    /// <summary>A view goes into the address bar now.</summary>
    public void Expect(TView view)
    {
        unreported.Enqueue(view);
        if (unreported.Count > MostUnreported) unreported.Dequeue();
    }

    /// <summary>True for a view that was put there, and is now reported.</summary>
    public bool IsOwn(TView reported)
    {
        if (!unreported.Contains(reported)) return false;
        while (!unreported.Dequeue().Equals(reported))
        {
            // Reports come in order, so the ones before it were dropped on the way.
        }
        return true;
    }
}
