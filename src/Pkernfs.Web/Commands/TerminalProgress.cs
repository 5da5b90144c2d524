using System.Diagnostics;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>One line on standard error that says how far work is, while somebody watches; nothing where it goes into a file, or is done at once.</summary>
internal sealed class TerminalProgress(TextWriter errors) : IProgress<ExplorationProgress>, IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly bool _watched = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected;
    private readonly Lock _writing = new();
    private long _last = Stopwatch.GetTimestamp();
    private int _width;

    public void Report(ExplorationProgress value) => Show($"{value.Done} of {value.Total} faults tried");

    public void Report(RunProgress value) => Show($"step {value.Done + 1} of {value.Of}: {value.Title}");

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_writing)
        {
            if (_width > 0) errors.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }

    public void Dispose() => Clear();

    private void Show(string line)
    {
        if (!_watched) return;
        lock (_writing)
        {
            if (Stopwatch.GetElapsedTime(_last) < Apart) return;
            _last = Stopwatch.GetTimestamp();
            // A line longer than the terminal would wrap, and could not be taken away.
            if (line.Length >= Console.BufferWidth) line = line[..Math.Max(0, Console.BufferWidth - 1)];
            errors.Write("\r" + line.PadRight(_width));
            _width = line.Length;
        }
    }
}
