using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>One reading of a board's files.</summary>
internal sealed class BoardReading(IScenarioFiles files, string log)
{
    private const int McfgBaseOffset = 44;

    private readonly List<FirmwareRange> _map = [];
    private readonly List<FirmwareTable> _tables = [];
    private readonly FunctionDrafts _functions = new();
    private DmarLog.Unit? _unit;
    private int? _hostAddressWidth;
    private ImmutableArray<PhysicalRange> _ram = [];
    private PhysicalAddress? _configurationWindow;
    private int _lastLine = 1;

    public FindingList Findings { get; } = new();

    /// <summary>Reads the kernel log up to the next boot's beginning; false when it cannot be read at all.</summary>
    public bool ReadLog()
    {
        if (ReadFile(log) is not { } bytes)
        {
            if (!Findings.HasErrors) Findings.Error(log, 1, 1, "There is no such file: a board needs a kernel log (dmesg.txt).");
            return false;
        }
        bool begun = false;
        foreach (var line in LogLine.Split(BoundedText.DecodeLoosely(bytes)))
        {
            bool boot = line.Text.Contains("Linux version ", StringComparison.Ordinal);
            if (boot && begun)
            {
                Findings.Note(log, line.Number, 1, "Another boot begins here; only the first one was read.");
                break;
            }
            begun |= boot || _map.Count > 0;
            _lastLine = line.Number;
            ReadLogLine(line);
        }
        return true;
    }

    /// <summary>Reads what lies beside the log; nothing there is needed.</summary>
    public void ReadFolder(string folder)
    {
        foreach (string line in Lines(folder + "/bdf_list.txt")) FunctionLists.ReadBdfList(line, _functions);
        foreach (string line in Lines(folder + "/lspci_nn.txt")) FunctionLists.ReadLspci(line, _functions);
        FunctionLists.ReadGroups(Lines(folder + "/iommu_groups.txt"), _functions);
        _ram = FlatMemoryView.ReadRam(Lines(folder + "/info_mtree_f.txt"));
        for (int i = 0; i < _tables.Count; i++)
        {
            string path = $"{folder}/acpi/{_tables[i].Signature}.bin";
            if (_tables[i].Signature.All(char.IsAsciiLetterOrDigit) && ReadFile(path) is { } bytes) FillTable(i, path, bytes);
        }
    }

    public Board? ToBoard(string name)
    {
        if (Findings.HasErrors) return null;
        if (_map.Count == 0) Findings.Error(log, _lastLine, 1, "No BIOS-e820 line in this file: the log must begin at boot (dmesg, or journalctl -k -b).");
        if (_unit is null) Findings.Error(log, _lastLine, 1, "No line 'dmar0: reg_base_addr … cap … ecap …' in this file: the board has no Intel remapping unit, or the log is cut.");
        var functions = _functions.Count == 0 ? [] : _functions.ToFunctions();
        if (functions.IsEmpty) Findings.Error(log, _lastLine, 1, "No PCI function in this file: wanted are lines such as 'pci 0000:00:02.0: [8086:10d3] type 00 class 0x020000'.");
        if (functions.Length > ScenarioLimits.Functions) Findings.Error(log, _lastLine, 1, $"The files beside this log name {functions.Length} PCI functions; one board has at most {ScenarioLimits.Functions}.");
        if (Findings.HasErrors) return null;
        if (_functions.WithoutGroups) Findings.Note(log, _lastLine, 1, "No IOMMU groups in this file: each device gets one of its own.");
        var map = FirmwareMap.Resolve(_map);
        var ram = _ram.IsEmpty ? RamRule.FromFirmwareMap(map, _configurationWindow) : _ram;
        return new(name, [.. map], ram, [.. _tables.OrderBy(table => table.Range)], Unit(_unit!), functions);
    }

    private void ReadLogLine(LogLine line)
    {
        if (E820Log.ReadLine(line.Text, out string? problem) is { } range) AddRange(line, range);
        else if (problem is not null) Findings.Error(log, line.Number, 1 + line.Text.IndexOf("BIOS-e820:", StringComparison.Ordinal), problem);
        else if (AcpiTableLog.ReadLine(line.Text) is { } table && !_tables.Contains(table)) _tables.Add(table);
        else if (DmarLog.ReadUnit(line.Text) is { } unit) AddUnit(line, unit);
        else if (DmarLog.ReadHostAddressWidth(line.Text) is { } bits) _hostAddressWidth = bits;
        else if (_functions.Count < ScenarioLimits.Functions) PciLog.ReadLine(line.Text, _functions);
    }

    private void AddRange(LogLine line, FirmwareRange range)
    {
        if (_map.Count == ScenarioLimits.FirmwareRanges)
        {
            Findings.Error(log, line.Number, 1, $"More than {ScenarioLimits.FirmwareRanges} BIOS-e820 ranges in one boot: this is not one machine's map.");
            return;
        }
        if (_map.Find(other => other.Range.Overlaps(range.Range)) is { } overlapped)
            Findings.Warning(log, line.Number, 1, $"This range overlaps {overlapped.Range}; where they overlap the higher type holds, as in the kernel.");
        _map.Add(range);
    }

    private void AddUnit(LogLine line, DmarLog.Unit unit)
    {
        if (_unit is null) _unit = unit;
        else Findings.Note(log, line.Number, 1, $"{unit.Name} is left out: the posted series knows one remapping unit, and {_unit.Name} is taken.");
    }

    private RemappingUnitDescription Unit(DmarLog.Unit unit)
    {
        // Without a width in the log: MGAW, bits 21:16 of the capability register, is the address width less 1 (VT-d 11.4.2).
        int width = _hostAddressWidth ?? (int)((unit.Capability >> 16) & 0x3f) + 1;
        return new(unit.RegisterBase, unit.Capability, unit.ExtendedCapability, width);
    }

    private void FillTable(int index, string path, byte[] bytes)
    {
        var table = _tables[index];
        if ((ulong)bytes.Length != table.Range.Length.Value || !bytes.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(table.Signature)))
        {
            Findings.Warning(path, 1, 1, $"These bytes are not the {table.Signature} table of the log: {table.Range.Length} that begin with its name were wanted. They are left out.");
            return;
        }
        _tables[index] = table with { Content = [.. bytes] };
        if (table.Signature == "DMAR") _hostAddressWidth ??= DmarTable.HostAddressWidth(bytes);
        if (table.Signature == "MCFG" && bytes.Length >= McfgBaseOffset + 8) _configurationWindow = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(McfgBaseOffset)));
    }

    private IEnumerable<string> Lines(string path) =>
        ReadFile(path) is { } bytes ? LogLine.Split(BoundedText.DecodeLoosely(bytes)).Select(line => line.Text) : [];

    private byte[]? ReadFile(string path)
    {
        using var stream = files.Open(path);
        if (stream is null) return null;
        byte[]? bytes = BoundedText.ReadAll(stream, ScenarioLimits.BoardFileSize);
        if (bytes is null) Findings.Error(path, 1, 1, $"The file has more than {ScenarioLimits.BoardFileSize >> 20} MiB; cut the log after boot.");
        return bytes;
    }
}
