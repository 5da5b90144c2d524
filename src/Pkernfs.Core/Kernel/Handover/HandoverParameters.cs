using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>What kho= and kho_scratch= ask for.</summary>
/// <param name="Scratch">Sizes of the scratch areas: low memory, anywhere, one for each node. Empty where kho_scratch= gives a percentage, or is not there.</param>
/// <param name="ScratchScale">Percent of what the kernel reserved at boot; used where <paramref name="Scratch"/> is empty.</param>
public sealed record HandoverParameters(ImmutableArray<ByteCount> Scratch, uint ScratchScale)
{
    /// <summary>The percentage where the command line says nothing.</summary>
    public const uint DefaultScale = 200;
}

/// <summary>Gathers kho=, kho_scratch= and liveupdate=; the last word on a matter holds.</summary>
internal sealed class HandoverParameterReader
{
    private bool _on;
    private bool? _orchestrator;
    private int _orchestratorColumn;
    private ImmutableArray<ByteCount> _sizes = [];
    private uint _scale = HandoverParameters.DefaultScale;

    /// <summary>Null where Kexec HandOver is off.</summary>
    public HandoverParameters? Parameters => _on ? new(_sizes, _scale) : null;

    /// <summary>True where kho= turns Kexec HandOver on: liveupdate= is then the orchestrator's, not the RFC's.</summary>
    public bool Orchestrator => _on && _orchestrator == true;

    /// <summary>What liveupdate= means to the RFC's kernel, told at the end since kho= may follow it.</summary>
    public bool OldLiveUpdate(List<CommandLineProblem> problems)
    {
        if (_on || _orchestrator is null) return false;
        problems.Add(new(_orchestratorColumn, "liveupdate takes no value: the word alone turns it on, whatever follows it (RFC 06/18)."));
        return true;
    }

    public bool Read(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        if (parameter.Is("kho"))
        {
            if (Truth(parameter.Value) is { } on) _on = on;
            else problems.Add(new(parameter.ValueColumn, "kho= wants on or off."));
        }
        else if (parameter.Is("kho_scratch")) ReadScratch(parameter, problems);
        else if (parameter.Is("liveupdate") && parameter.Value is not null)
        {
            _orchestrator = Truth(parameter.Value) ?? false;
            _orchestratorColumn = parameter.ValueColumn;
        }
        else return false;
        return true;
    }

    private void ReadScratch(KernelParameter parameter, List<CommandLineProblem> problems)
    {
        string value = parameter.Value ?? "";
        if (value.EndsWith('%') && uint.TryParse(value[..^1], out uint scale) && scale > 0)
        {
            (_scale, _sizes) = (scale, []);
            return;
        }
        string[] words = value.Split(',');
        var sizes = ImmutableArray.CreateBuilder<ByteCount>();
        foreach (string word in words)
        {
            if (MemParse.TryReadPrefix(word, out ulong size, out int length, out bool overflow) && length == word.Length && !overflow) sizes.Add(new(size));
        }
        if (words.Length != 3 || sizes.Count != 3) problems.Add(new(parameter.ValueColumn, "kho_scratch= wants a percentage or three sizes: low memory, anywhere, each node, such as kho_scratch=64M,512M,256M."));
        else if (sizes.All(size => size.Value == 0)) problems.Add(new(parameter.ValueColumn, "kho_scratch= gives no memory at all."));
        else _sizes = sizes.ToImmutable();
    }

    private static bool? Truth(string? value) => value switch
    {
        "on" or "1" or "y" or "Y" => true,
        "off" or "0" or "n" or "N" => false,
        _ => null,
    };
}
