using System.Collections.Immutable;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>The files of a moment's machine, offered to a browser. How far its memory file is on its way can be seen, and it can be given up.</summary>
public sealed class DumpDownload(string id, Moment moment, LiveUpdatePlan plan) : IProgress<DumpProgress>
{
    private readonly Lazy<ElfCoreWriter> memory = new(() => MachineDumpWriter.PlanMemory(moment.Machine));
    private readonly Lazy<ImmutableArray<(string Name, byte[] Content)>> smallFiles = new(() => [.. Describe(moment, plan)]);
    private readonly Lock gate = new();
    private DumpProgress progress;

    /// <summary>Ends all that is on its way; null while nothing is.</summary>
    private Action? end;

    /// <summary>Raised on any thread, at each hundredth part and when it begins or ends.</summary>
    public event Action? Changed;

    /// <summary>Its name in addresses, not to be guessed.</summary>
    public string Id => id;

    public Moment Moment => moment;

    public long Length => memory.Value.Length;

    public DumpProgress Progress => progress;

    public bool IsRunning => Volatile.Read(ref end) is not null;

    /// <summary>Why its memory file did not arrive as a whole; null while all is well.</summary>
    public string? Problem { get; private set; }

    public string AddressOf(string file) => $"dump/{id}/{file}";

    /// <summary>Its files but for the memory.</summary>
    public ImmutableArray<(string Name, byte[] Content)> SmallFiles => smallFiles.Value;

    /// <summary>Writes the memory file; ends early where the reader goes away or it is given up.</summary>
    public async Task WriteMemoryAsync(Stream destination, CancellationToken gone)
    {
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(gone);
        lock (gate) end += unwanted.Cancel;
        Problem = null;
        Changed?.Invoke();
        try
        {
            await memory.Value.WriteAsync(destination, this, unwanted.Token);
        }
        catch (OperationCanceledException)
        {
            Problem = "It was given up before all of it had arrived.";
            throw;
        }
        finally
        {
            lock (gate) end -= unwanted.Cancel;
            Changed?.Invoke();
        }
    }

    /// <summary>Ends what is on its way; the files can still be fetched again.</summary>
    public void GiveUp()
    {
        lock (gate) end?.Invoke();
    }

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
