using CsCheck;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class WalkthroughReaderTests
{
    private const string Good = """
        walkthrough: 1
        title: Short
        scenario: pkernfs-rfc
        notes:
          - step: jump
            select: bytes:0x100401010:16
            text: No kernel runs.
          - step: power-on
            text: |-
              RAM holds nothing.
              Nothing at all.
        """;

    [Fact]
    public void AGoodFileIsReadInItsOrder()
    {
        var read = WalkthroughReader.Read("w.yaml", Good);
        Assert.Empty(read.Findings);
        Assert.Equal(["jump", "power-on"], read.Walkthrough!.Notes.Select(note => note.Step));
        Assert.Equal("RAM holds nothing.\nNothing at all.", read.Walkthrough.Notes[1].Text);
    }

    [Theory]
    [InlineData("walkthrough: 1", "walkthrough: 2", 1, "outside of 1 to 1")]
    [InlineData("walkthrough: 1", "walkthru: 1", 1, "Did you mean 'walkthrough'?")]
    [InlineData("scenario: pkernfs-rfc", "scenario: pkernfs-rcf", 3, "There is no built-in scenario 'pkernfs-rcf'. Did you mean 'pkernfs-rfc'?")]
    [InlineData("scenario: pkernfs-rfc\n", "", 1, "The key 'scenario' is missing")]
    [InlineData("  - step: jump\n    select:", "  - select:", 5, "The key 'step' is missing in note 1.")]
    [InlineData("bytes:0x100401010:16", "bytes:0x100401010", 6, "'select' is 'bytes:0x100401010', which cannot be read. It wants a kind and its address")]
    [InlineData("select: bytes", "map: bytes", 6, "It wants a start, a length and a level")]
    [InlineData("select: bytes:0x100401010:16", "layers: tables,colours", 6, "'layers' is 'tables,colours'. It wants names")]
    [InlineData("    text: No", "    txt: No", 7, "There is no key 'txt' in note 1. Did you mean 'text'?")]
    [InlineData("    select: bytes:0x100401010:16", "    edits: [jump over]", 6, "jump over")]
    [InlineData("notes:", "notes: none\nmore:", 4, "'notes' in the walk-through wants a list; here is a single value.")]
    [InlineData("  - step: power-on\n", "  - power-on\n  - step: power-on\n", 8, "A note is a mapping that begins with 'step:'; here is a single value.")]
    [InlineData("title: Short", "title: [Short", 3, "This is not YAML")]
    [InlineData("title: Short", "title: *short", 2, "An alias (*) is refused")]
    [InlineData("title: Short", "title: a\u0001b", 2, "the file is not a walk-through, or is damaged")]
    public void WhatIsWrongIsToldWithItsLine(string good, string bad, int line, string sentence)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var read = WalkthroughReader.Read("w.yaml", Good.ReplaceLineEndings("\n").Replace(good, bad, StringComparison.Ordinal));
        Assert.Null(read.Walkthrough);
        var first = read.Findings.First(found => found.Severity == Severity.Error && found.Message.Contains(sentence, StringComparison.Ordinal));
        Assert.Equal(line, first.Line);
    }

    [Theory]
    [InlineData("step: power-on", "step: power-off", 8, "This run has no step 'power-off'. Did you mean 'power-on'? The nearest is shown instead.")]
    [InlineData("    select: bytes:0x100401010:16", "    edits:\n      - skip:save-wm", 7, "save-wm")]
    public void WhatTheRunHasNotAnyMoreIsAWarningAndTheNoteIsKept(string good, string bad, int line, string sentence)
    {
        var read = WalkthroughReader.Read("w.yaml", Good.ReplaceLineEndings("\n").Replace(good, bad, StringComparison.Ordinal));
        Assert.Equal(2, read.Walkthrough!.Notes.Length);
        var found = Assert.Single(read.Findings);
        Assert.Equal((line, Severity.Warning), (found.Line, found.Severity));
        Assert.Contains(sentence, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOwnScenariosMistakesAreToldAtTheWalkthroughsLines()
    {
        string scenario = ScenarioLibrary.Text("pkernfs-rfc")!;
        int line = Array.FindIndex(scenario.Split('\n'), text => text.StartsWith("approach:", StringComparison.Ordinal));
        string text = "walkthrough: 1\nscenario-file: |\n" + string.Join('\n', scenario.Replace("approach: ", "approach: x", StringComparison.Ordinal).Split('\n').Select(one => "  " + one)) + "\nnotes: []\n";
        var read = WalkthroughReader.Read("w.yaml", text);
        Assert.Null(read.Walkthrough);
        var found = Assert.Single(read.Findings);
        Assert.Equal((line + 3, 13), (found.Line, found.Column));
        Assert.StartsWith("There is no approach", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreNotesThanThereIsRoomForAreRefused()
    {
        string text = "walkthrough: 1\nscenario: pkernfs-rfc\nnotes:\n" + string.Concat(Enumerable.Repeat("  - step: jump\n", WalkthroughLimits.Notes + 1));
        var read = WalkthroughReader.Read("w.yaml", text);
        Assert.Null(read.Walkthrough);
        Assert.Contains($"'notes' has {WalkthroughLimits.Notes + 1} entries; a walk-through may have {WalkthroughLimits.Notes}.", read.Findings.Select(found => found.Message));
    }

    [Fact]
    public void AnErrorIsToldHoweverManyWarningsCameBefore()
    {
        string text = "walkthrough: 1\nscenario: pkernfs-rfc\nnotes:\n" + string.Concat(Enumerable.Repeat("  - step: nowhere\n", 150)) + "  - stp: jump\n";
        var read = WalkthroughReader.Read("w.yaml", text);
        Assert.Null(read.Walkthrough);
        Assert.Contains(read.Findings, found => found is { Severity: Severity.Error, Line: 154 });
    }

    [Fact]
    public void ADamagedFileIsNeverMoreThanFindings() => Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 12], Gen.String[Gen.Char["\n\t :-|[]{}'\"*&!#x\u00e40"], 0, 6]).Sample((at, length, put) =>
    {
        string damaged = Good[..at] + put + Good[Math.Min(Good.Length, at + length)..];
        var read = WalkthroughReader.Read("w.yaml", damaged);
        Assert.Equal(read.Walkthrough is null, read.Findings.Any(found => found.Severity == Severity.Error));
        Assert.All(read.Findings, found => Assert.InRange(found.Line, 1, damaged.Split('\n').Length + 1));
    }, iter: 1500);

    [Fact]
    public void TheDocumentsExampleIsGood()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pkernfs.sln"))) folder = folder.Parent!;
        string document = File.ReadAllText(Path.Combine(folder.FullName, "docs", "walkthrough-format.md"));
        var read = WalkthroughReader.Read("w.yaml", document.Split("```yaml")[1].Split("```")[0]);
        Assert.Empty(read.Findings);
        Assert.Equal(3, read.Walkthrough!.Notes.Length);
        Assert.Equal("skip:save-vm", read.Walkthrough.Notes[2].Edits);
    }
}
