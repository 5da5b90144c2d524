namespace Pkernfs.Core.Tests.Scenarios;

/// <summary>A scenario without findings; bad ones differ from it by one edit.</summary>
internal static class GoodScenario
{
    public const string Text = """
        name: good
        title: A good scenario
        board: q35-6g
        approach: pkernfs
        seed: 7
        kernels:
          a:
            release: 6.7.0
            command-line: quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G
          b:
            release: 6.8.0
            command-line: quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G liveupdate
        guest:
          ram-file: guest-ram
          memory: 512M
          vcpus: 4
        devices:
          - function: "01:00.0"
            label: NIC, assigned
            persistent: true
          - function: "00:03.0"
            label: NVMe, host
            persistent: false
        options:
          as-posted: [zap-every-device]

        """;
}
