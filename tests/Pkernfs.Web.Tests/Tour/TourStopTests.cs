using System.Text.RegularExpressions;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Tests.Tour;

/// <summary>Every stop is a link that opens, to things that are there, and says no figure that is not computed.</summary>
public sealed partial class TourStopTests
{
    /// <summary>Words that people read in a minute, and the minutes that the tour may take.</summary>
    private const int WordsAMinute = 200, Minutes = 5;

    public static TheoryData<string> Titles => [.. TourStops.All.Select(stop => stop.Title)];

    [Fact]
    public void TheTourIsReadInFiveMinutes()
    {
        Assert.InRange(TourStops.All.Length, 10, 14);
        int words = TourStops.All.Sum(stop => TourText.Fill(stop.Text, TourRuns.Of).Split(' ').Length);
        Assert.True(words <= WordsAMinute * Minutes, $"The tour has {words} words.");
        Assert.Distinct(TourStops.All.Select(stop => stop.Title));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void AStopIsALinkThatOpens(string title)
    {
        var stop = TourStops.All.Single(one => one.Title == title);
        if (stop.Address.StartsWith("/compare?", StringComparison.Ordinal))
        {
            var (view, messages) = CompareView.Parse(stop.Address);
            Assert.Empty(messages);
            Assert.Equal(stop.Address, view.ToUrl());
            foreach (var side in new[] { view.Left, view.Right })
            {
                Assert.Contains(side.Machine, ScenarioLibrary.Names);
                Assert.Equal(side.Step, TourRuns.At(side.Step!, side.Machine).Step.Id);
            }
            return;
        }
        var parsed = ExplorerView.Parse(stop.Address);
        Assert.Empty(parsed.Messages);
        Assert.Equal(stop.Address, parsed.View.ToUrl());
        var moment = TourRuns.At(parsed.View.Step!, parsed.View.Scenario);
        Assert.Equal(parsed.View.Step, moment.Step.Id);
        var platform = moment.Machine.Platform;
        switch (parsed.View.Selection)
        {
            case null: break;
            case Selection.DeviceAddress place: Assert.True(platform.Unit.Walk(platform.Memory, place.Device, place.Address, Core.PageTables.AccessKind.Read).ReachesMemory); break;
            case Selection.Function function: Assert.Contains(function.Address, platform.Functions.Keys); break;
            case Selection.Register register: Assert.Contains(register.Name, new[] { "GSTS", "RTADDR" }); break;
            default: Assert.Fail($"Nothing checks that {parsed.View.Selection} is there."); break;
        }
        if (parsed.View.Camera is { } camera)
            Assert.Contains(TourRuns.Of(parsed.View.Scenario).Timeline.Plan.Board.Ram, range => range.Contains(camera.Start) && camera.Start.Value + camera.Length.Value <= range.End.Value);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void EveryFigureIsComputed(string title)
    {
        string text = TourStops.All.Single(one => one.Title == title).Text;
        Assert.DoesNotMatch("[0-9]", Braces().Replace(text, ""));
        foreach (var (scenario, fact) in TourText.FactsOf(text))
        {
            Assert.Contains(scenario, ScenarioLibrary.Names);
            Assert.Contains(fact, TourFacts.Names);
        }
        string filled = TourText.Fill(text, TourRuns.Of);
        Assert.DoesNotContain("{", filled, StringComparison.Ordinal);
        // Code is opened and closed.
        Assert.Equal(0, text.Count(letter => letter == '`') % 2);
    }

    [Fact]
    public void EveryFactIsTold() =>
        Assert.Equal(TourFacts.Names.Order(), TourStops.All.SelectMany(stop => TourText.FactsOf(stop.Text)).Select(fact => fact.Fact).Distinct().Order());

    [Theory]
    [InlineData(1, "/?step=run-guest&tour=1")]
    [InlineData(99, "/compare?left=pkernfs-rfc&left-step=guest-goes-on&right=container-file&right-step=guest-goes-on&tour=14")]
    public void AStopThatIsNotThereIsTheNearest(int number, string address) => Assert.Equal(address, TourStops.AddressOf(number));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();
}
