using System.Collections.Immutable;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>The files of a moment's machine, offered to a browser. How far its memory file is on its way can be seen, and it can be given up.</summary>
public sealed class DumpDownload(string id, Moment moment, LiveUpdatePlan plan) : IProgress<DumpProgress>, IDisposable
{
    private readonly Lazy<ElfCoreWriter> memory = new(() => MachineDumpWriter.PlanMemory(moment.Machine));
    private readonly Lazy<ImmutableArray<(string Name, byte[] Content)>> smallFiles = new(() => [.. Describe(moment, plan)]);
    private CancellationTokenSource unwanted = new();
    private DumpProgress progress;
    private int running;

    /// <summary>Raised on any thread, at each hundredth part and when it begins or ends.</summary>
    public event Action? Changed;

    /// <summary>Its name in addresses, not to be guessed.</summary>
    public string Id => id;

    public Moment Moment => moment;

    public long Length => memory.Value.Length;

    public DumpProgress Progress => progress;

    public bool IsRunning => Volatile.Read(ref running) > 0;

    /// <summary>Why its memory file did not arrive as a whole; null while all is well.</summary>
    public string? Problem { get; private set; }

    public string AddressOf(string file) => $"dump/{id}/{file}";

    /// <summary>Its files but for the memory.</summary>
    public ImmutableArray<(string Name, byte[] Content)> SmallFiles => smallFiles.Value;

    /// <summary>Writes the memory file; ends early where the reader goes away or it is given up.</summary>
    public async Task WriteMemoryAsync(Stream destination, CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, unwanted.Token);
        Interlocked.Increment(ref running);
        Problem = null;
        Changed?.Invoke();
        try
        {
            await memory.Value.WriteAsync(destination, this, either.Token);
        }
        catch (OperationCanceledException)
        {
            Problem = "It was given up before all of it had arrived.";
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
            Changed?.Invoke();
        }
    }

    /// <summary>Ends what is on its way; the files can still be fetched again.</summary>
    public void GiveUp() => Interlocked.Exchange(ref unwanted, new()).Cancel();

    /// <summary>Ends what is on its way.</summary>
    public void Dispose() => unwanted.Cancel();

    private static IEnumerable<(string Name, byte[] Content)> Describe(Moment moment, LiveUpdatePlan plan)
    {
        using var description = new MemoryStream();
        MachineDumpDescription.Write(description, moment.Machine.Platform, plan);
        yield return (MachineDumpWriter.MachineFile, description.ToArray());
        foreach (var file in HandoverDump.Of(moment.Machine)) yield return file;
    }

    void IProgress<DumpProgress>.Report(DumpProgress value)
    {
        bool tell = value.Done * 100 / Math.Max(1, value.Total) != progress.Done * 100 / Math.Max(1, value.Total);
        progress = value;
        if (tell) Changed?.Invoke();
    }
}
