using Pkernfs.Web.Rendering;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Exporting;

namespace Pkernfs.Web.Tests.Exporting;

public sealed class ExportedViewTests
{
    [Theory]
    [InlineData("pkernfs-rfc", "jump", null, null, "pkernfs-rfc-jump-memory.png")]
    [InlineData("pkernfs-rfc", "zap-00-03.0", null, null, "pkernfs-rfc-zap-00-03.0-memory.png")]
    [InlineData("pkernfs-rfc", "jump", "skip:save-vm", null, "pkernfs-rfc-what-if-jump-memory.png")]
    [InlineData("pkernfs-rfc", "jump", "skip:save-vm", "Without the VM's state", "pkernfs-rfc-without-the-vm-s-state-jump-memory.png")]
    [InlineData("../../etc", "a/b\\c:d*e", null, null, "etc-a-b-c-d-e-memory.png")]
    [InlineData("", "", null, null, "memory.png")]
    public void AFilesNameSaysWhatItIsAndFitsEveryFileSystem(string scenario, string step, string? edits, string? branch, string name) =>
        Assert.Equal(name, new ExportedView(ExplorerView.Default with { Scenario = scenario, Step = step, Edits = edits, BranchName = branch }, scenario, "").FileName(new() { Format = PictureFormat.Png }));

    [Fact]
    public void ALongNameIsCut() => Assert.InRange(new ExportedView(ExplorerView.Default with { Step = new('x', 200) }, new('y', 200), "").FileName(new()).Length, 100, 140);
}
