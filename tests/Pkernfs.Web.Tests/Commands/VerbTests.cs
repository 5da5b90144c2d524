using System.Text.Json;

namespace Pkernfs.Web.Tests.Commands;

public sealed class VerbTests
{
    private const string Example = "pkernfs-rfc";

    [Fact]
    public async Task NoVerbServes() => Assert.True((await VerbRun.OfAsync()).Served);

    [Fact]
    public async Task ScenariosAreListedWithTheirTitles()
    {
        var run = await VerbRun.OfAsync("scenarios");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Matches(@"(?m)^pkernfs-rfc\s+RFC example, q35 6 GiB$", run.Output);
    }

    [Fact]
    public async Task AGoodScenarioPassesTheCheck()
    {
        var run = await VerbRun.OfAsync("check", Example);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.DoesNotContain(": error: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jump", 0, "")]
    [InlineData("jumb", 0, ":6:11: warning: This run has no step 'jumb'. Did you mean 'jump'?")]
    [InlineData("[jump]", 1, ":6:11: error: ")]
    public async Task AWalkthroughIsCheckedToo(string step, int code, string sentence)
    {
        string path = Path.Combine(Path.GetTempPath(), $"w-{Guid.NewGuid():N}.walkthrough.yaml");
        await File.WriteAllTextAsync(path, $"# Mine\n\nwalkthrough: 1\nscenario: pkernfs-rfc\nnotes:\n  - step: {step}\n", TestContext.Current.CancellationToken);
        try
        {
            var run = await VerbRun.OfAsync("check", path);
            Assert.Equal((code, ""), (run.Code, run.Errors));
            if (sentence.Length == 0) Assert.Empty(run.Output);
            else Assert.Contains(path + sentence, run.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task AnEditChangesTheRunAndSeveralAddUp()
    {
        var run = await VerbRun.OfAsync("run", Example, "--edit", "skip:save-vm", "--edit", "skip:pci-shutdown");
        Assert.Equal(1, run.Code);
        Assert.DoesNotMatch(@"(?m)^ *\d+ +(save-vm|pci-shutdown) ", run.Output);
        Assert.Contains("Broken: step restore-vm:", run.Output, StringComparison.Ordinal);
        var mapped = await VerbRun.OfAsync("mappings", Example, "--edit", "set:map-memory-a:size=2M", "--at", "run-guest", "--device", "01:00.0");
        Assert.DoesNotContain("511M", mapped.Output, StringComparison.Ordinal);
        Assert.NotEqual((await VerbRun.OfAsync("mappings", Example, "--at", "run-guest", "--device", "01:00.0")).Output, mapped.Output);
    }

    [Fact]
    public async Task StatsSayWhatTheMemoryTakes()
    {
        var run = await VerbRun.OfAsync("run", Example, "--stats");
        Assert.Matches(@"(?m)^Memory: 6 GiB of RAM, [\d.]+ MiB of it written to at the end\.$", run.Output);
        Assert.Matches(@"(?m)^All \d+ moments together take [\d.]+ MiB here; a step adds [\d.]+ KiB \(median\), at most ", run.Output);
        var stats = (await VerbRun.OfAsync("run", Example, "--stats", "--json")).Json.GetProperty("stats");
        Assert.Equal(stats.GetProperty("historyBytes").GetUInt64(), stats.GetProperty("stepBytes").EnumerateArray().Aggregate(0UL, (sum, bytes) => sum + bytes.GetUInt64()));
        Assert.False((await VerbRun.OfAsync("run", Example, "--json")).Json.TryGetProperty("stats", out _));
    }

    [Theory]
    [InlineData("leap:save-vm", "is no edit: write skip:STEP")]
    [InlineData("skip:save-vn", "Did you mean 'save-vm'?")]
    [InlineData("set:map-memory-b:iova=here", "'here' is no address")]
    public async Task AnEditThatCannotBeMadeIsBadInput(string edit, string why) => (await VerbRun.OfAsync("run", Example, "--edit", edit)).IsBadInput(why);

    [Fact]
    public async Task ABadScenarioFailsTheCheckAtItsLine()
    {
        string path = Path.Combine(Path.GetTempPath(), $"bad-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, "name: bad\nseeed: 1\n");
        try
        {
            var run = await VerbRun.OfAsync("check", path);
            Assert.Equal((1, ""), (run.Code, run.Errors));
            Assert.Contains($"{path}:2:1: error: ", run.Output, StringComparison.Ordinal);
            (await VerbRun.OfAsync("run", path)).IsBadInput(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("check", "pkernfs-rcf")]
    [InlineData("run", "pkernfs-rcf")]
    public async Task AnAbsentScenarioIsBadInputWithAHint(params string[] arguments) =>
        (await VerbRun.OfAsync(arguments)).IsBadInput("Did you mean 'pkernfs-rfc'?");

    [Fact]
    public async Task RunPrintsALineAStepAndASummary()
    {
        var run = await VerbRun.OfAsync("run", Example);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Matches(@"(?m)^\s+0  power-on\s+boot", run.Output);
        Assert.Matches(@"pkernfs-rfc: \d+ steps, seed 20240205, blackout [\d.]+ ms \(modelled\)\.", run.Output);
        Assert.Contains("Everything that should survive the kexec did.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenRunExitsWithOneAndSaysWhat()
    {
        var run = await VerbRun.OfAsync("run", "pkernfs-rfc-as-posted");
        var json = await VerbRun.OfAsync("run", "pkernfs-rfc-as-posted", "--json");
        Assert.Equal(run.Code, json.Code);
        Assert.Equal(run.Code == 1, run.Output.Contains("\nBroken: ", StringComparison.Ordinal));
        Assert.Equal(run.Code == 1, json.Errors.StartsWith("Broken: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsJsonHasTheDocumentedShape()
    {
        var run = await VerbRun.OfAsync("run", Example, "--json");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Names(run.Json, "scenario", "seed", "steps", "blackoutNanoseconds", "invariants", "fullRestore");
        Assert.Equal((Example, 20240205UL), (run.Json.GetProperty("scenario").GetString(), run.Json.GetProperty("seed").GetUInt64()));
        Assert.True(run.Json.GetProperty("blackoutNanoseconds").GetInt64() > 0);
        var steps = run.Json.GetProperty("steps").EnumerateArray().ToArray();
        for (int i = 0; i < steps.Length; i++)
        {
            Names(steps[i], "index", "id", "phase", "actor", "boot", "title", "source", "touched", "costNanoseconds", "dma");
            Assert.Equal(i, steps[i].GetProperty("index").GetInt32());
            Names(steps[i].GetProperty("dma"), "reads", "writes", "faults", "lost", "misdirected");
            foreach (var touched in steps[i].GetProperty("touched").EnumerateArray())
            {
                Names(touched, "start", "length", "kind");
                Assert.Matches("^0x[0-9a-f]+$", touched.GetProperty("start").GetString());
                Assert.True(touched.GetProperty("length").GetUInt64() > 0);
            }
        }
        Assert.Equal([1, 2, null], steps.Select(step => step.GetProperty("boot")).Select(boot => boot.ValueKind == JsonValueKind.Null ? null : (int?)boot.GetInt32()).Distinct().OrderBy(boot => boot ?? 3));
        Assert.Contains(steps, step => step.GetProperty("phase").GetString() == "pause-and-serialise");
    }

    [Fact]
    public async Task RunTellsTheInvariantsAndWhatBreaksThem()
    {
        var posted = await VerbRun.OfAsync("run", "pkernfs-rfc-as-posted", "--json");
        var invariants = posted.Json.GetProperty("invariants").EnumerateArray().ToArray();
        Assert.Equal(1, posted.Code);
        Assert.All(invariants, invariant => Names(invariant, "id", "title", "holds", "firstBroken", "violations"));
        Assert.All(invariants, invariant => Assert.Equal(invariant.GetProperty("holds").GetBoolean(), invariant.GetProperty("violations").GetArrayLength() == 0));
        var broken = Assert.Single(invariants, invariant => invariant.GetProperty("id").GetString() == "only-carried-dma");
        Assert.Equal("keep-01-00.0", broken.GetProperty("firstBroken").GetString());
        var first = broken.GetProperty("violations")[0];
        Names(first, "step", "sentence", "start", "length");
        Assert.Equal(("keep-01-00.0", "0x100403000", 16), (first.GetProperty("step").GetString(), first.GetProperty("start").GetString(), first.GetProperty("length").GetInt32()));
        Assert.InRange(broken.GetProperty("violations").GetArrayLength(), 1, 20);
        Assert.Contains("Broken: invariant only-carried-dma, ", posted.Errors, StringComparison.Ordinal);

        var intended = await VerbRun.OfAsync("run", Example);
        Assert.Contains("Invariants: 11 checked at every step, 0 broken.", intended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MappingsAreFoldedUnlessPagesAreAskedFor()
    {
        var folded = await VerbRun.OfAsync("mappings", Example, "--at", "run-guest", "--device", "01:00.0", "--json");
        var pages = await VerbRun.OfAsync("mappings", Example, "--at", "run-guest", "--device", "01:00.0", "--json", "--pages");
        Assert.Equal((0, 0), (folded.Code, pages.Code));
        var (runs, leaves) = (folded.Json.EnumerateArray().ToArray(), pages.Json.EnumerateArray().ToArray());
        Assert.InRange(runs.Length, 1, leaves.Length - 1);
        Assert.Equal(leaves.Sum(Length), runs.Sum(Length));
        Assert.All(leaves, leaf =>
        {
            Names(leaf, "iova", "length", "physical", "pageSize", "read", "write");
            Assert.Equal(leaf.GetProperty("pageSize").GetInt64(), Length(leaf));
            Assert.StartsWith("0x", leaf.GetProperty("iova").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("0x", leaf.GetProperty("physical").GetString(), StringComparison.Ordinal);
        });
        var text = await VerbRun.OfAsync("mappings", Example, "--at", "run-guest", "--device", "01:00.0");
        Assert.Equal(runs.Length, text.Output.TrimEnd().Split('\n').Length);
        Assert.StartsWith("iova 0x", text.Output, StringComparison.Ordinal);
        // With translation off, requests go through as they are.
        var off = await VerbRun.OfAsync("mappings", Example, "--at", "0", "--device", "01:00.0");
        Assert.StartsWith($"iova {new Iova(0):L}  ->  {new PhysicalAddress(0):L}", off.Output, StringComparison.Ordinal);

        static long Length(JsonElement mapping) => mapping.GetProperty("length").GetInt64();
    }

    [Fact]
    public async Task AWalkThatReachesMemoryShowsItsPath()
    {
        var run = await VerbRun.OfAsync("walk", Example, "--at", "run-guest", "--device", "01:00.0", "--iova", "0xa3b7d40", "--json");
        Assert.Equal(0, run.Code);
        Names(run.Json, "result", "physical", "pageSize", "fault", "path");
        Assert.Equal(("ok", JsonValueKind.Null), (run.Json.GetProperty("result").GetString(), run.Json.GetProperty("fault").ValueKind));
        Assert.Matches("^0x[0-9a-f]+d40$", run.Json.GetProperty("physical").GetString());
        Assert.True(run.Json.GetProperty("pageSize").GetInt64() >= 4096);
        var path = run.Json.GetProperty("path").EnumerateArray().ToArray();
        Assert.All(path, step => Names(step, "table", "index", "entry", "level", "meaning"));
        Assert.Equal(["root", "context"], path.Take(2).Select(step => step.GetProperty("level").GetString()));
        Assert.Contains("maps ", path[^1].GetProperty("meaning").GetString(), StringComparison.Ordinal);
        var text = await VerbRun.OfAsync("walk", Example, "--at", "run-guest", "--device", "01:00.0", "--iova", "0xa3b7d40", "--write");
        Assert.Contains($"-> {run.Json.GetProperty("physical").GetString()}, page of", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWalkThatIsRefusedNamesTheFault()
    {
        var run = await VerbRun.OfAsync("walk", Example, "--at", "run-guest", "--device", "01:00.0", "--iova", "0x7000000000", "--json");
        Assert.Equal((0, "fault"), (run.Code, run.Json.GetProperty("result").GetString()));
        Names(run.Json.GetProperty("fault"), "reason", "name");
        Assert.True(run.Json.GetProperty("fault").GetProperty("reason").GetInt32() > 0);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("physical").ValueKind);
        var text = await VerbRun.OfAsync("walk", Example, "--at", "run-guest", "--device", "01:00.0", "--iova", "0x7000000000");
        Assert.Contains("refused, fault 0x", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFunctionThatIsNoBusMasterIsBlocked()
    {
        var run = await VerbRun.OfAsync("walk", Example, "--at", "0", "--device", "01:00.0", "--iova", "0", "--json");
        Assert.Equal((0, "blocked"), (run.Code, run.Json.GetProperty("result").GetString()));
        var text = await VerbRun.OfAsync("walk", Example, "--at", "0", "--device", "01:00.0", "--iova", "0");
        Assert.Contains("its Bus Master Enable bit is clear", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jumb", "01:00.0", "0", "Did you mean 'jump'?")]
    [InlineData("999", "01:00.0", "0", "There is no moment \"999\"")]
    [InlineData("jump", "x", "0", "\"x\" is no PCI function")]
    [InlineData("jump", "1f:00.0", "0", "There is no function 1f:00.0 on this board")]
    [InlineData("jump", "01:00.0", "zzz", "zzz")]
    [InlineData("jump", "01:00.0", "00:03.0", "is a PCI function, not an address")]
    public async Task BadQuestionsToAWalkAreOneSentence(string moment, string device, string iova, string expected) =>
        (await VerbRun.OfAsync("walk", Example, "--at", moment, "--device", device, "--iova", iova)).IsBadInput(expected);

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("walk", "pkernfs-rfc")]
    [InlineData("run", "pkernfs-rfc", "--jsom")]
    public async Task AnUnknownVerbOrAMissingArgumentIsBadInput(params string[] arguments) => (await VerbRun.OfAsync(arguments)).IsBadInput("Try --help.");

    [Theory]
    [InlineData("scenarios")]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("mappings")]
    [InlineData("walk")]
    [InlineData("dump")]
    [InlineData("health")]
    [InlineData("serve")]
    public async Task EveryVerbHasHelpAndTheProgramNamesIt(string verb)
    {
        var help = await VerbRun.OfAsync(verb, "--help");
        Assert.Equal((0, ""), (help.Code, help.Errors));
        Assert.Matches(@"Description:\s+\S+", help.Output);
        Assert.False(help.Served);
        Assert.Matches($@"(?m)^\s+{verb}\b", (await VerbRun.OfAsync("--help")).Output);
    }

    private static void Names(JsonElement element, params string[] expected) => Assert.Equal(expected, element.EnumerateObject().Select(property => property.Name));
}
