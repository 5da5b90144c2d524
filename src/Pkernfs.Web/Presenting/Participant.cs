namespace Pkernfs.Web.Presenting;

/// <summary>Someone who looks at a session, in one page of one browser. Two are never the same, whatever they are called.</summary>
public sealed class Participant
{
    private volatile string name = "";

    /// <summary>What the others call him; empty where he did not say.</summary>
    public string Name
    {
        get => name;
        set
        {
            string clean = NoteText.Clean(value).ReplaceLineEndings(" ");
            name = clean.Length <= WalkthroughLimits.ParticipantName ? clean : clean[..WalkthroughLimits.ParticipantName].TrimEnd();
        }
    }

    /// <summary>The name for the middle of a sentence.</summary>
    public string Called => Name.Length > 0 ? Name : "the presenter";

    /// <summary>The name for the beginning of a sentence, or for a label.</summary>
    public string Title => Name.Length > 0 ? Name : "The presenter";
}
