using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// A machine at one moment as two files: its memory as an ELF core (<see cref="MemoryFile"/>), its remapping unit and its functions
/// as JSON (<see cref="MachineFile"/>, see <see cref="MachineDumpDescription"/>). Who knows nothing of this program can translate with them.
/// Where the moment has a handover, its device trees stand beside them (<see cref="HandoverDump"/>).
/// </summary>
public static class MachineDumpWriter
{
    public const string MemoryFile = "memory.elf";

    public const string MachineFile = "machine.json";

    /// <summary>Writes these files into <paramref name="folder"/>, which is made where it does not exist; files of these names are replaced.</summary>
    /// <param name="plan">Says which functions persist, and what people call them.</param>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not to be written to.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was written so far is left.</exception>
    public static void Write(string folder, MachineState machine, LiveUpdatePlan plan, IProgress<DumpProgress>? progress = null, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(folder);
        using (var description = File.Create(Path.Combine(folder, MachineFile)))
            MachineDumpDescription.Write(description, machine.Platform, plan);
        foreach (var (name, blob) in HandoverDump.Of(machine)) File.WriteAllBytes(Path.Combine(folder, name), blob);
        using var file = File.Create(Path.Combine(folder, MemoryFile));
        WriteMemory(file, machine, progress, cancellation);
    }

    /// <summary>
    /// Writes all frames that hold bytes. A frame of zeros is left out of the file's blocks, not of its content: the stream is moved past it,
    /// which file systems turn into a hole.
    /// </summary>
    private static void WriteMemory(FileStream file, MachineState machine, IProgress<DumpProgress>? progress, CancellationToken cancellation)
    {
        var writer = PlanMemory(machine);
        using var sparse = new MachineDumpStream(file, cancellation);
        writer.Write(sparse, progress);
    }

    /// <summary>The memory file of a machine, about to be written anywhere.</summary>
    /// <exception cref="IOException">Part of what it holds is no RAM.</exception>
    public static ElfCoreWriter PlanMemory(MachineState machine)
    {
        var memory = machine.Platform.Memory;
        return ElfCoreWriter.TryPlan(memory.ResidentRuns(), memory, out var writer, out string? problem) ? writer : throw new IOException($"The memory cannot be dumped: {problem}");
    }
}
