namespace Pkernfs.Web.Sessions;

/// <summary>A place in a run, which steps, jumps and plays. Safe to use from several threads; watchers are told on the thread that moved it.</summary>
public sealed class MomentCursor(int count, int index, TimeProvider time) : IDisposable
{
    /// <summary>Time between two steps at speed 1: a 480 ms transition and a moment to look.</summary>
    public static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(1400);

    /// <summary>The speeds that [ and ] go through.</summary>
    public static readonly double[] Speeds = [0.25, 0.5, 1, 2, 4];

    private readonly Lock gate = new();
    private ITimer? timer;

    /// <summary>Raised after index, playing or speed changed.</summary>
    public event Action<CursorChange>? Changed;

    public int Count => count;

    public int Index { get; private set; } = index;

    public bool IsPlaying { get; private set; }

    public double Speed { get; private set; } = 1;

    /// <summary>Goes to a step; beyond the ends, to the end. Playing stops there.</summary>
    public void Seek(int index)
    {
        CursorChange change;
        lock (gate)
        {
            int target = Math.Clamp(index, 0, count - 1);
            change = new(Index, target);
            if (target == Index) return;
            Index = target;
            if (target == count - 1) StopTimer();
        }
        Changed?.Invoke(change);
    }

    /// <summary>Plays on from here; from the last step, from the start.</summary>
    public void Play()
    {
        if (Index == count - 1) Seek(0);
        lock (gate)
        {
            IsPlaying = true;
            timer?.Dispose();
            timer = time.CreateTimer(_ => Advance(), null, StepTime / Speed, StepTime / Speed);
        }
        Changed?.Invoke(new(Index, Index));
    }

    public void Pause()
    {
        lock (gate) StopTimer();
        Changed?.Invoke(new(Index, Index));
    }

    /// <summary>One of <see cref="Speeds"/>, that many places up or down.</summary>
    public void ChangeSpeed(int places)
    {
        lock (gate)
        {
            Speed = Speeds[Math.Clamp(Array.IndexOf(Speeds, Speed) + places, 0, Speeds.Length - 1)];
            if (IsPlaying) timer?.Change(StepTime / Speed, StepTime / Speed);
        }
        Changed?.Invoke(new(Index, Index));
    }

    public void Dispose()
    {
        lock (gate) StopTimer();
    }

    private void Advance()
    {
        if (IsPlaying) Seek(Index + 1);
    }

    private void StopTimer()
    {
        IsPlaying = false;
        timer?.Dispose();
        timer = null;
    }
}

/// <summary>A move from one step's index to another's; equal where only playing or speed changed.</summary>
public readonly record struct CursorChange(int From, int To)
{
    public bool Moved => From != To;

    /// <summary>True for a step to a neighbour, which is animated; a jump is not.</summary>
    public bool IsStep => Math.Abs(To - From) == 1;
}
