namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>What a test without QEMU does: skip with one line, but fail where CI=true, for there it must not go unnoticed.</summary>
public static class QemuRequirement
{
    public static void OrSkip()
    {
        if (QemuProcess.Find() is not null) return;
        const string absent = $"{QemuProcess.Executable} is not on the PATH: the second opinion on the IOMMU tables is not asked for. Install it (Debian: qemu-system-x86).";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Fail(absent);
        Assert.Skip(absent);
    }
}
