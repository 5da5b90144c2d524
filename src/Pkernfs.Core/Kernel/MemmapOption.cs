namespace Pkernfs.Core.Kernel;

/// <summary>One request of memmap= or mem= to edit the firmware's map.</summary>
/// <param name="Text">The request with its parameter's name: "memmap=1G%1G", also where a comma joined several.</param>
/// <param name="Column">Where the request begins in the command line, from 0.</param>
/// <param name="Range">What it is about; empty for <see cref="MemmapAction.ExactMap"/>. A limit runs from the limit to the top.</param>
/// <param name="OldType">E820 type that <see cref="MemmapAction.Convert"/> takes away; 0 for any.</param>
/// <param name="NewType">E820 type that <see cref="MemmapAction.Convert"/> gives; 0 to drop the range from the map.</param>
public sealed record MemmapOption(string Text, int Column, MemmapAction Action, PhysicalRange Range, uint OldType = 0, uint NewType = 0);

/// <summary>What memmap= asks for.</summary>
public enum MemmapAction
{
    /// <summary>nn: no usable RAM from this address on; also mem=nn.</summary>
    Limit,

    /// <summary>nn@ss: the range is usable.</summary>
    Usable,

    /// <summary>nn#ss: the range holds ACPI data.</summary>
    AcpiData,

    /// <summary>nn$ss: the range is reserved.</summary>
    Reserved,

    /// <summary>nn!ss: the range is persistent memory.</summary>
    Persistent,

    /// <summary>nn%ss, with -old and +new types: the range is taken from the map or changes its type.</summary>
    Convert,

    /// <summary>exactmap: forget the firmware's map; what follows on the command line makes a new one.</summary>
    ExactMap,
}
