using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.State;

/// <summary>Whose moment is looked at: the session's, or one's own.</summary>
public sealed partial class OpenMachine
{
    /// <summary>Who looks here.</summary>
    public Participant Me { get; } = new();

    /// <summary>True while the moment is the session's and another presents it.</summary>
    public bool IsLed => Follows && Session?.Presentation.Presenter is { } presenter && presenter != Me;

    /// <summary>Moves with the session from now on, or has a moment of one's own from here. On the circuit's own thread only.</summary>
    public void Follow(bool follows)
    {
        if (Session is null || IsPreview || Follows == follows) return;
        Follows = follows;
        UseBranch(follows ? Session.Branches.Shown : Branch!);
        Changed?.Invoke(new(Index, Index, MomentTransition.None));
    }

    /// <summary>Before one moves by oneself: nobody but the presenter moves all who follow, so who is led leaves first.</summary>
    public void LeaveLead()
    {
        if (IsLed) Follow(false);
    }
}
