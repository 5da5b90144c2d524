using CsCheck;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class WalkthroughTextTests
{
    [Fact]
    public void WhateverIsWrittenIsReadAgain() => Notes.Walkthrough.Sample(walkthrough =>
    {
        var read = WalkthroughReader.Read("notes.yaml", WalkthroughText.Write(walkthrough));
        Assert.DoesNotContain(read.Findings, found => found.Severity == Severity.Error);
        Assert.Equal(walkthrough, read.Walkthrough);
    }, iter: 400);

    [Fact]
    public void TheSameNotesAlwaysGiveTheSameText() => Notes.Walkthrough.Sample(walkthrough =>
        WalkthroughText.Write(walkthrough) == WalkthroughText.Write(WalkthroughReader.Read("notes.yaml", WalkthroughText.Write(walkthrough)).Walkthrough!), iter: 100);

    [Fact]
    public void AnOwnScenarioStandsWholeInTheFile()
    {
        foreach (string name in new[] { "pkernfs-rfc", "kho" })
        {
            string scenario = ScenarioLibrary.Text(name)!.Replace($"name: {name}", "name: my-own", StringComparison.Ordinal);
            var walkthrough = new Walkthrough("Mine", "my-own", scenario, [new("jump", "No kernel runs.")]);
            var read = WalkthroughReader.Read("notes.yaml", WalkthroughText.Write(walkthrough));
            Assert.Equal(walkthrough, read.Walkthrough);
            Assert.Equal("my-own", read.Scenario!.Name);
            Assert.Empty(read.Findings);
        }
    }

    [Fact]
    public void TheFileIsPlainToRead()
    {
        var note = new Note("jump", "No kernel runs.\nThe NIC goes on.")
        {
            Edits = "skip:save-vm",
            Selection = new Selection.Bytes(new(new(0x100401010), new(16))),
            Camera = new(new(0x100000000), new(0x40000000), MapLevel.Block),
            Layers = MapLayers.Tables,
            Against = "load-kernel-b",
        };
        Assert.Equal("""
            walkthrough: 1
            title: Why it must not stop
            scenario: pkernfs-rfc
            notes:
              - step: jump
                edits:
                  - skip:save-vm
                select: bytes:0x100401010:0x10
                map: 0x100000000:0x40000000:block
                layers: tables,no-dma
                against: load-kernel-b
                text: |-
                  No kernel runs.
                  The NIC goes on.

            """.ReplaceLineEndings("\n"), WalkthroughText.Write(new("Why it must not stop", "pkernfs-rfc", null, [note])));
    }

    [Theory]
    [InlineData("walkthrough: 1\nnotes: []", true)]
    [InlineData("# Mine\n\n---\nwalkthrough: 7", true)]
    [InlineData("\ufeffwalkthrough: 1", true)]
    [InlineData("name: pkernfs-rfc\nnotes: []", false)]
    [InlineData("", false)]
    public void AWalkthroughIsToldFromAScenario(string text, bool isOne) => Assert.Equal(isOne, WalkthroughText.IsOne(text));

    [Fact]
    public void TextsAreCleanedOnce() => Notes.Text.Sample(text => NoteText.Clean(text) == text);

    [Fact]
    public void ALongTextIsCutBetweenCharacters()
    {
        string cut = NoteText.Clean("x" + string.Concat(Enumerable.Repeat("\ud83d\ude00", WalkthroughLimits.Text)));
        Assert.Equal(WalkthroughLimits.Text - 1, cut.Length);
        Assert.False(char.IsHighSurrogate(cut[^1]));
    }
}
