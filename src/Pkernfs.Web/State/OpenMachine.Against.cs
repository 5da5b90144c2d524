using Pkernfs.Core.Timeline;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

/// <summary>The moment that differences are told against.</summary>
public sealed partial class OpenMachine
{
    /// <summary>The one that the view names; the one before that shown where it names none; null at the first moment.</summary>
    public Moment? Against
    {
        get
        {
            if (Timeline is not { } timeline) return null;
            if (view.Value.Against is not { } id) return Index > 0 ? timeline.Moments[Index - 1] : null;
            return timeline.Moments[NearestThings.OfAgainst(id, timeline, Index).Index];
        }
    }

    /// <summary>The step that the view names for it where this run has none of that name; null where all is well.</summary>
    public string? MissingAgainst => view.Value.Against is { } id && Timeline?.TryFind(id, out _) == false ? id : null;
}
