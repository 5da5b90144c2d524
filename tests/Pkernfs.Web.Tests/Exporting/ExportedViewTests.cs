using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State.Exporting;

namespace Pkernfs.Web.Tests.Exporting;

public sealed class ExportedViewTests
{
    private static readonly ExportSteps none = new("", "", []);

    [Theory]
    [InlineData("pkernfs-rfc", "jump", "", "pkernfs-rfc-jump-memory.png")]
    [InlineData("pkernfs-rfc", "zap-00-03.0", "", "pkernfs-rfc-zap-00-03.0-memory.png")]
    [InlineData("pkernfs-rfc", "jump", "Without the VM's state", "pkernfs-rfc-without-the-vm-s-state-jump-memory.png")]
    [InlineData("../../etc", "a/b\\c:d*e", "", "etc-a-b-c-d-e-memory.png")]
    [InlineData("", "", "", "memory.png")]
    public void AFilesNameSaysWhatItIsAndFitsEveryFileSystem(string scenario, string step, string branch, string name) =>
        Assert.Equal(name, Named(scenario, branch, step).FileName(new() { Format = PictureFormat.Png }, none));

    [Fact]
    public void EverySizeThatIsOfferedIsOne()
    {
        foreach (var size in Enum.GetValues<ExportSize>()) Assert.Null(new ExportChoice { Size = size }.SizeProblem);
        Assert.Equal(PictureSize.Named.Keys, Enum.GetValues<ExportSize>()[1..^1].Select(size => new ExportChoice { Size = size }.SizeText));
    }

    [Fact]
    public void ALongNameIsCut() => Assert.InRange(Named(new('x', 200), new('y', 200)).FileName(new(), none).Length, 100, 140);

    [Fact]
    public void AChoiceOfAnotherPageIsTheFirstOfThisOne()
    {
        var compared = new ExportedView("/compare?left=kho", [PictureView.Compare], "", "", ["kho", "against", "pkernfs-rfc"], ExportedRun.Of("/compare?left=kho&right=pkernfs-rfc"), false);
        Assert.Equal("/picture/compare.svg?left=kho&theme=light&size=a4", compared.Address(new() { View = PictureView.Page, Size = ExportSize.A4 }, none));
        // Of two runs there is no clip; their storyboard is of both.
        Assert.Equal([ExportKind.Picture, ExportKind.Storyboard], compared.Kinds);
        Assert.StartsWith("/picture/compare.svg", compared.Address(new() { Kind = ExportKind.Clip }, none), StringComparison.Ordinal);
        Assert.Equal("/storyboard/story.pdf?left=kho&right=pkernfs-rfc&theme=print", compared.Address(new() { Kind = ExportKind.Storyboard, StoryFormat = StoryFormat.Pdf, Theme = PictureTheme.Print }, none));
        Assert.Equal("kho-against-pkernfs-rfc-compare.svg", compared.FileName(new() { View = PictureView.Page }, none));
    }

    private static ExportedView Named(params string[] parts) => new("/", PictureMaker.Drawn, "", "", [.. parts], ExportedRun.Of("/"), false);
}
