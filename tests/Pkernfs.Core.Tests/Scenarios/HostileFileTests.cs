using System.Diagnostics;
using System.Text;
using CsCheck;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Scenarios;

/// <summary>Files that are no scenarios, by accident or on purpose: each is refused at once, in a sentence with a place.</summary>
public class HostileFileTests
{
    /// <summary>Refusing takes milliseconds; the rest is room for a machine that runs every other test beside it.</summary>
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> Files => new()
    {
        { "empty", "1:1: error: The file is empty" },
        { "only comments", "1:1: error: The file is empty" },
        { "100 MB", "1:1: error: The file has more than 1 MiB" },
        { "random bytes", "error: The byte 0x" },
        { "nul bytes", "2:3: error: The character U+0000" },
        { "latin-1", "2:11: error: The byte 0xe9 here is not UTF-8" },
        { "bad byte after a byte order mark", "1:7: error: The byte 0xff here is not UTF-8" },
        { "utf-16", "1:1: error: The file is UTF-16" },
        { "aliases that multiply", "1:4: error: An anchor (&) is refused" },
        { "a million open lists", "1:33: error: More than 32 levels" },
        { "deep mappings", "1:126: error: More than 32 levels" },
        { "deep indentation", "32:32: error: More than 32 levels" },
        { "too many keys", "10000:8: error: The file has more than 20000 keys and values." },
        { "one long line", "1:7: error: 'name' is used in links" },
        { "a long quoted text", "1:7: error: 'name' is used in links" },
        { "half a million colons", "error: This is not YAML" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_refused_quickly(string kind, string finding)
    {
        byte[] bytes = Bytes(kind);
        var clock = Stopwatch.StartNew();
        var result = ScenarioReader.Read("s.yaml", new MemoryStream(bytes), NoScenarioFiles.Instance);
        Assert.True(clock.Elapsed < Quickly, $"{clock.Elapsed} is too long.");
        Assert.Null(result.Scenario);
        Assert.Contains(result.Findings, each => each.ToString().Contains(finding, StringComparison.Ordinal));
        Assert.InRange(result.Findings.Length, 1, ScenarioLimits.Findings);
        Assert.All(result.Findings, each => Assert.InRange(each.Message.Length, 10, 400));
        Assert.All(result.Findings, each => Assert.DoesNotContain(each.Message, char.IsControl));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Other_line_ends_change_nothing(string end)
    {
        string text = GoodScenario.Text.Replace("\n", end, StringComparison.Ordinal);
        Assert.Empty(ScenarioReader.Read("s.yaml", text, NoScenarioFiles.Instance).Findings);
        var bad = ScenarioReader.Read("s.yaml", text.Replace("vcpus: 4", "vcpus: 0", StringComparison.Ordinal), NoScenarioFiles.Instance);
        Assert.Equal("s.yaml:16:10: error: 'vcpus' is 0, outside of 1 to 1024.", Assert.Single(bad.Findings).ToString());
    }

    [Fact]
    public void A_byte_order_mark_changes_nothing()
    {
        byte[] bytes = [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(GoodScenario.Text)];
        Assert.Empty(ScenarioReader.Read("s.yaml", new MemoryStream(bytes), NoScenarioFiles.Instance).Findings);
    }

    [Fact]
    public void A_damaged_scenario_never_throws_and_every_finding_stands_in_the_file() =>
        Gen.Select(Gen.Int[0, GoodScenario.Text.Length - 1], Gen.Int[0, 12], Gen.Char[(char)0, '\u02ff'].Array[0, 3]).Array[1, 4].Sample(edits =>
        {
            string text = GoodScenario.Text;
            foreach (var (at, cut, put) in edits)
            {
                int start = Math.Min(at, text.Length);
                text = text[..start] + new string(put) + text[Math.Min(text.Length, start + cut)..];
            }
            var result = ScenarioReader.Read("s.yaml", text, NoScenarioFiles.Instance);
            Assert.Equal(result.Findings.Any(each => each.Severity == Severity.Error), result.Scenario is null);
            int lines = 1 + text.Count(character => character is '\n' or '\r');
            Assert.All(result.Findings, each => Assert.InRange(each.Line, 1, lines + 1));
            Assert.All(result.Findings, each => Assert.InRange(each.Column, 1, text.Length + 1));
        }, iter: 1_000);

    private static byte[] Bytes(string kind)
    {
        switch (kind)
        {
            case "100 MB": return new byte[100_000_000];
            case "random bytes":
                byte[] random = new byte[1_000_000];
                new Random(1).NextBytes(random);
                return random;
            case "latin-1": return Encoding.Latin1.GetBytes("name: good\ntitle: caf\u00e9\n");
            case "utf-16": return [0xff, 0xfe, .. Encoding.Unicode.GetBytes(GoodScenario.Text)];
            case "bad byte after a byte order mark": return [0xef, 0xbb, 0xbf, .. "name: "u8, 0xff];
            default: return Encoding.UTF8.GetBytes(Text(kind));
        }
    }

    private static string Text(string kind) => kind switch
    {
        "empty" => "",
        "only comments" => Repeat("#\n", 500_000),
        "nul bytes" => "name: good\nti\0tle: x",
        "aliases that multiply" => "a: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n",
        "a million open lists" => Repeat("[", 1_000_000),
        "deep mappings" => Repeat("{a: ", 250_000),
        "deep indentation" => string.Concat(Enumerable.Range(0, 1_000).Select(depth => new string(' ', depth) + "a:\n")),
        "too many keys" => string.Concat(Enumerable.Range(0, 60_000).Select(key => $"k{key}: 1\n")),
        "one long line" => "name: " + new string('x', 1_000_000),
        "a long quoted text" => "name: \"" + Repeat("x \n ", 200_000) + "\"",
        "half a million colons" => Repeat("a:", 500_000),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
