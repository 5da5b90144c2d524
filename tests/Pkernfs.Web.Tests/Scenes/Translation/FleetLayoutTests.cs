using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Tests.Scenes.Translation;

/// <summary>The drawing and the steps of a host with 24 guests and 32 devices.</summary>
public sealed class FleetLayoutTests
{
    private static readonly Lazy<RunInspection> _run = new(() => new(Runner.Run(ScenarioLibrary.Load("fleet-host").Scenario!.Plan)));

    private static LiveUpdatePlan Plan => _run.Value.Timeline.Plan;

    [Fact]
    public void AFewDevicesAreDrawnAndTheRestIsCounted()
    {
        var scene = Draw("run-guest", new(5, 0, 0));
        var drawn = scene.Nodes.Where(node => node.Key.StartsWith("device:", StringComparison.Ordinal)).Select(node => node.Key).ToArray();
        Assert.Equal(TranslationView.MostDrawn, drawn.Length);
        Assert.Equal(["device:05:00.0", "device:06:00.0"], drawn[..2]);
        Assert.Equal("24 more devices: see the list", string.Join(' ', scene.Notes.Single(note => note.Key == "undrawn").Lines));
    }

    [Fact]
    public void TheVmmBesideADeviceIsItsGuests()
    {
        Assert.StartsWith("CPU side: VMM ", Title(new(5, 0, 0)), StringComparison.Ordinal);
        Assert.EndsWith(" of db-1", Title(new(5, 0, 0)), StringComparison.Ordinal);
        Assert.EndsWith(" of ci-1", Title(new(0xb, 0, 0)), StringComparison.Ordinal);
        static string Title(PciAddress focus) => Draw("run-guest", focus).Nodes.Single(node => node.Key == "cpu").Title;
    }

    [Theory]
    [InlineData("run-guest")]
    [InlineData("jump")]
    [InlineData("guest-goes-on")]
    public void WhatANodeSaysFitsIntoIt(string step)
    {
        foreach (var node in Draw(step, new(4, 2, 0)).Nodes.Where(node => node.Key.StartsWith("context:", StringComparison.Ordinal) || node.Key.StartsWith("table:", StringComparison.Ordinal)))
        {
            double room = node.Width - TranslationSizes.Rail - (2 * TranslationSizes.Padding);
            Assert.All(node.Lines, line => Assert.InRange(line.Length * TranslationSizes.Character, 0, room + 1));
            Assert.All(node.Rows, row => Assert.InRange((row.Left.Length + row.Right.Length) * TranslationSizes.Character, 0, room + 1));
        }
    }

    [Fact]
    public void TheDmaOfManyDevicesIsTwoLines()
    {
        var step = _run.Value.Timeline.Moments.Single(moment => moment.Step.Id == "jump").Step;
        Assert.Equal(
            [("25 devices' DMA: 200 writes, 100 reads, all landed", true), ("7 devices' DMA: 56 writes, 28 reads, 84 refused (fault 0x2, context entry not present), 84 lost", false)],
            StepWords.DmaOf(step));
    }

    private static TranslationScene Draw(string step, PciAddress focus)
    {
        Assert.True(_run.Value.Timeline.TryFind(step, out var moment));
        var reading = TranslationReading.Of(_run.Value, moment.Step.Index);
        return TranslationLayout.Of(new(reading.Tree, reading.Sides, Plan.Devices, focus, _run.Value.OwnershipAt(moment.Step.Index), [], new(reading.Changes), null, reading.Blocked, reading.ProcessorEnded, reading.Before));
    }
}
