using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Components.Inspector;

/// <summary>Reads what happened to bytes of a run, up to and with a moment; see <see cref="ByteHistory"/>.</summary>
internal delegate ImmutableArray<ByteEvent> PastReader(RunInspection run, int index, PhysicalRange range, CancellationToken cancellation);

/// <summary>
/// The history of what is selected. It goes through every step of the run so far, so it is read off the circuit's thread; a newer question
/// gives up the one before. Asked and answered on the circuit's own thread.
/// </summary>
internal sealed class PastReading(PastReader read) : IDisposable
{
    private CancellationTokenSource? reading;
    private (RunInspection Run, PhysicalRange Range)? known;
    private (RunInspection Run, PhysicalRange Range)? asked;

    /// <summary>The last history that was read.</summary>
    public ImmutableArray<ByteEvent> Events { get; private set; } = [];

    public bool IsReading => reading is not null;

    /// <summary>True while <see cref="Events"/> are those of what was selected before.</summary>
    public bool IsOfAnother => known != asked;

    /// <summary>Reads a history, or with null none; true when that is what is known now, false when another question came meanwhile.</summary>
    public async Task<bool> ReadAsync(RunInspection run, int index, PhysicalRange? range)
    {
        Dispose();
        if (range is not { } bytes)
        {
            (known, asked, Events) = (null, null, []);
            return true;
        }
        asked = (run, bytes);
        using var cancel = new CancellationTokenSource();
        reading = cancel;
        var token = cancel.Token;
        try
        {
            var events = await Task.Run(() => read(run, index, bytes, token), token);
            if (token.IsCancellationRequested) return false;
            (known, Events) = (asked, events);
            return true;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (reading == cancel) reading = null;
        }
    }

    /// <summary>Gives up what is being read.</summary>
    public void Dispose()
    {
        reading?.Cancel();
        reading = null;
    }
}
