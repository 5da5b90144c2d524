using System.Text.Json;
using CsCheck;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class TextAndTableTests
{
    [Theory]
    [InlineData("pkernfs-rfc", PictureView.Memory)]
    [InlineData("pkernfs-rfc", PictureView.Translation)]
    [InlineData("kho", PictureView.Memory)]
    [InlineData("kho", PictureView.Translation)]
    [InlineData("guest-12t-1g", PictureView.Memory)]
    public void LettersFitInAMail(string scenario, PictureView view)
    {
        var (run, title) = Runs.Of(scenario);
        var maker = new PictureMaker(run, title);
        for (int index = 0; index < run.Timeline.Moments.Length; index += 7)
        {
            string text = maker.Text(view, ExplorerView.Default with { Scenario = scenario }, index, isAscii: true, out string? problem)!;
            Assert.Null(problem);
            Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
            Assert.All(text, letter => Assert.InRange(letter, '\n', '~'));
        }
    }

    [Fact]
    public void ThePictureInLettersIsTheMachine()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var maker = new PictureMaker(run, title);
        string jump = maker.Text(PictureView.Memory, ExplorerView.Default, run.Index("jump"), isAscii: true, out _)!;
        Assert.Contains(" 0x100000000 |SIRMGGGG", jump, StringComparison.Ordinal);
        Assert.EndsWith($"\n/?step=jump\n{PictureFacts.Program}\n", jump, StringComparison.Ordinal);
        // Without a kernel nothing is a kernel's any more; with one it is.
        Assert.DoesNotMatch(@"\|[^|\n]*[Kku][^|\n]*\|", jump);
        Assert.Matches(@"\|[^|\n]*K[^|\n]*\|", maker.Text(PictureView.Memory, ExplorerView.Default, run.Index("run-guest"), isAscii: true, out _)!);
        string tree = maker.Text(PictureView.Translation, ExplorerView.Default, run.Index("jump"), isAscii: false, out _)!;
        Assert.Contains("└── iova 0x200000, 510 MiB in pages of 2 MiB, RW, to 0x100a00000, /guest-ram", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void TablesHaveWhatTheVerbsSay()
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var maker = new PictureMaker(run, title);
        int jump = run.Index("jump");
        var mappings = maker.Table(PictureView.Translation, ExplorerView.Default, jump, out _)!;
        Assert.Equal(4, mappings.Rows.Length);
        Assert.All(mappings.Rows, row => Assert.Equal("01:00.0", row[0].Text));
        var memory = maker.Table(PictureView.Memory, ExplorerView.Default, jump, out _)!;
        Assert.Equal(run.OwnershipAt(jump).Extents.Length, memory.Rows.Length);
        Assert.Equal(run.Timeline.Moments.Length, maker.Table(PictureView.Timeline, ExplorerView.Default, jump, out _)!.Rows.Length);
        Assert.All(maker.Table(PictureView.Invariants, ExplorerView.Default, jump, out _)!.Rows, row => Assert.True(row[2].Truth));
        var walk = maker.Table(PictureView.Walk, ExplorerView.Default with { Selection = ViewValues.TryReadSelection("iova:01:00.0:0xa3b7d40", out var at) ? at : null }, jump, out _)!;
        Assert.Equal("0x10abb7d40", walk.Rows[^1][1].Text);
        Assert.Null(maker.Table(PictureView.Walk, ExplorerView.Default, jump, out string? problem));
        Assert.Contains("select an address", problem, StringComparison.Ordinal);
    }

    private static readonly PictureFacts facts = new("t", "", "/?step=jump&layers=tables,medium", "A scenario, with \"quotes\"");

    [Fact]
    public void ATableSaysWhereItIsFrom()
    {
        var table = new PictureTable(facts, ["a", "b", "c"], [["1", "2", "3"]]);
        // A row as wide as the others, whose link is whole where commas end fields.
        var last = Fields(TableWriter.ToCsv(table))[^2];
        Assert.Equal(3, last.Count);
        Assert.Equal($"# /?step=jump&layers=tables%2Cmedium # {facts.Scenario} # {PictureFacts.Program}", last[0]);
        Assert.Equal(ExplorerView.Parse(facts.Link).View, ExplorerView.Parse(last[0].Split(' ')[1]).View);
        Assert.Contains($"`{facts.Link}`, {PictureFacts.Program}", TableWriter.ToMarkdown(table), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(TableWriter.ToJson(table));
        var source = json.RootElement.GetProperty("source");
        Assert.Equal([facts.Link, facts.Scenario, PictureFacts.Program], source.EnumerateObject().Select(part => part.Value.GetString()));
    }

    [Fact]
    public void WhateverIsInACellComesBackFromCsvAndJson() => Gen.Select(Gen.String.Array[1, 4], Gen.Long).Sample((texts, number) =>
    {
        var table = new PictureTable(facts, [.. texts.Select((_, i) => $"c{i}"), "n"], [[.. texts.Select(text => new TableCell(text)), number]]);
        Assert.Equal([.. texts, number.ToString(System.Globalization.CultureInfo.InvariantCulture)], Fields(TableWriter.ToCsv(table))[1]);
        using var json = JsonDocument.Parse(TableWriter.ToJson(table));
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(number, row.GetProperty("n").GetInt64());
        // A lone half of a surrogate pair is no text, and JSON has none.
        for (int i = 0; i < texts.Length; i++)
            if (texts[i].Length > 0 && texts[i].EnumerateRunes().All(rune => rune.Value != 0xfffd)) Assert.Equal(texts[i], row.GetProperty($"c{i}").GetString());
        // Three lines of the table, an empty one, and where it is from.
        Assert.Equal(5, TableWriter.ToMarkdown(table).TrimEnd('\n').Split('\n').Skip(2).Count());
    });

    /// <summary>CSV as RFC 4180 has it.</summary>
    private static List<List<string>> Fields(string csv)
    {
        var rows = new List<List<string>> { new() };
        var field = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"') field.Append(csv[i++]);
            else if (csv[i] == '"') quoted = !quoted;
            else if (!quoted && (csv[i] == ',' || (csv[i] == '\r' && csv[i + 1] == '\n')))
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (csv[i] != '\r') continue;
                rows.Add([]);
                i++;
            }
            else field.Append(csv[i]);
        }
        return rows;
    }
}
