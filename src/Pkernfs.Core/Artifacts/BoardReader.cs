using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// Builds a board from a real machine's files: a kernel log (dmesg.txt), and beside it, where a folder has them,
/// lspci_nn.txt, bdf_list.txt, iommu_groups.txt, info_mtree_f.txt, acpi/DMAR.bin and acpi/MCFG.bin.
/// </summary>
public static class BoardReader
{
    /// <summary>The log's name in a board folder.</summary>
    public const string LogName = "dmesg.txt";

    /// <summary>Reads a board folder, or a kernel log alone.</summary>
    /// <param name="path">Folder or log, as <paramref name="files"/> knows it; findings show it as given here.</param>
    /// <param name="name">The board's name.</param>
    public static BoardResult Read(IScenarioFiles files, string path, string name)
    {
        bool folder = files.IsFolder(path);
        string log = folder ? path.TrimEnd('/') + "/" + LogName : path;
        var reading = new BoardReading(files, log);
        if (reading.ReadLog() && folder) reading.ReadFolder(path.TrimEnd('/'));
        var board = reading.ToBoard(name);
        return new(board, reading.Findings.InOrder());
    }
}
