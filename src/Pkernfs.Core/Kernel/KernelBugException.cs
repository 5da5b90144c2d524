namespace Pkernfs.Core.Kernel;

/// <summary>
/// The kernel found its own books contradicted, as BUG_ON finds them: a page freed twice, memory reserved that is taken, a part used that was never
/// started, a pointer of its own that leads nowhere. It stops there; whoever runs it makes a panic of it. What user space hands in never leads here: that is refused in a sentence.
/// </summary>
public sealed class KernelBugException(string message) : Exception(message);
