using Pkernfs.Core.Exploration;

namespace Pkernfs.Web.Commands;

/// <summary>One line on standard error that counts, while somebody watches; nothing where it goes into a file.</summary>
internal sealed class TerminalProgress(TextWriter errors, string what) : IProgress<ExplorationProgress>, IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly bool _watched = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected;
    private readonly Lock _writing = new();
    private long _last;
    private int _width;

    public void Report(ExplorationProgress value)
    {
        if (!_watched) return;
        lock (_writing)
        {
            if (value.Done < value.Total && System.Diagnostics.Stopwatch.GetElapsedTime(_last) < Apart) return;
            _last = System.Diagnostics.Stopwatch.GetTimestamp();
            string line = $"{value.Done} of {value.Total} {what}";
            errors.Write("\r" + line);
            _width = Math.Max(_width, line.Length);
        }
    }

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
}
