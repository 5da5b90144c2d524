using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Presenting;

/// <summary>Where the presenter is, for those who look at a moment of their own: nobody else tells them.</summary>
public sealed partial class OpenPresentation
{
    private MomentCursor? presented;

    private void WatchMoment()
    {
        var next = Role == PresentationRole.Apart ? watched?.Cursor : null;
        if (next == presented) return;
        if (presented is not null) presented.Changed -= TellMoment;
        presented = next;
        if (presented is not null) presented.Changed += TellMoment;
    }

    private void FollowShown()
    {
        WatchMoment();
        Changed?.Invoke();
    }

    private void TellMoment(CursorChange change) => Changed?.Invoke();
}
