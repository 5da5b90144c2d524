namespace Pkernfs.Core.Scenarios;

/// <summary>How much of a file the readers take. Real files are far below; what is above is a mistake or an attack.</summary>
public static class ScenarioLimits
{
    /// <summary>Bytes of a scenario file. The built-in ones have about 1 KiB.</summary>
    public const int FileSize = 1 << 20;

    /// <summary>Bytes of a board's kernel log and of each file beside it. A busy server's whole log has a few MiB.</summary>
    public const int BoardFileSize = 16 << 20;

    /// <summary>Mappings and lists inside one another. The format itself needs 4.</summary>
    public const int Depth = 32;

    /// <summary>Keys and values in one scenario. A hand-written board with 256 functions has about 6,000.</summary>
    public const int Nodes = 20_000;

    /// <summary>E820 ranges of one board: the kernel's own table takes 320 with node maps, large machines show under 100.</summary>
    public const int FirmwareRanges = 512;

    /// <summary>PCI functions of one board: the most that one bus segment can have on 16 full buses.</summary>
    public const int Functions = 4096;

    /// <summary>Characters of a kernel command line: the kernel's COMMAND_LINE_SIZE on x86.</summary>
    public const int CommandLine = 2048;

    /// <summary>Findings told of one file.</summary>
    public const int Findings = 100;

    /// <summary>Characters of a scenario's name: it stands in links.</summary>
    public const int Name = 64;

    /// <summary>Characters of a title or a label: they stand in bars, lists and tooltips.</summary>
    public const int Title = 120;

    /// <summary>Characters of a description.</summary>
    public const int Description = 4000;

    /// <summary>Virtual CPUs of the guest.</summary>
    public const int VirtualCpus = 1024;

    /// <summary>Guests of one host: each is a process with page tables of its own, and a line wherever guests are listed.</summary>
    public const int Guests = 256;

    /// <summary>Characters of a guest's name: it ends names of files and of steps' arguments.</summary>
    public const int GuestName = 32;

    /// <summary>Bytes of a file name in pkernfs (RFC 02/18).</summary>
    public const int FileName = 255;
}
