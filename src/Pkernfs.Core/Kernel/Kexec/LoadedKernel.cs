namespace Pkernfs.Core.Kernel;

/// <summary>A kernel that kexec_file_load staged. The image is in memory; this only says where its page list begins.</summary>
/// <param name="PageList">The first page of the kimage's list of destinations and sources.</param>
/// <param name="Entry">Where the next kernel starts once it is in place.</param>
/// <param name="BootParameters">Where its boot parameters will stand.</param>
public sealed record LoadedKernel(PhysicalAddress PageList, PhysicalAddress Entry, PhysicalAddress BootParameters);
