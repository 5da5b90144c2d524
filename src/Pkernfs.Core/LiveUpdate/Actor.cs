namespace Pkernfs.Core.LiveUpdate;

/// <summary>Who acts in a step.</summary>
public enum Actor
{
    Firmware,
    Kernel,
    Vmm,
    Device,
    Admin,
}
