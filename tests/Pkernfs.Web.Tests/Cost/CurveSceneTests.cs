using Pkernfs.Web.Scenes.Cost;

namespace Pkernfs.Web.Tests.Cost;

public sealed class CurveSceneTests
{
    private static CurveScene Scene(params CurveData[] data) => CurveScene.Of(600, 300, true, data, [(0, "512M"), (1, "12T")], 0.5);

    private static CurveData Line(int index, params double[] values) =>
        new(index, $"line-{index}", [.. values.Select((value, i) => new CurvePoint(i / (double)(values.Length - 1), value, false))]);

    [Fact]
    public void TenTimesAsMuchIsAsFarAnywhere()
    {
        var line = Assert.Single(Scene(Line(0, 1e6, 1e7, 1e8)).Lines);
        double[] heights = [.. line.Within[1..].Split('L').Select(place => double.Parse(place.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(heights[0] - heights[1], heights[1] - heights[2], 0.15);
        Assert.True(heights[0] > heights[2]);
    }

    [Fact]
    public void NothingIsAtTheBottom()
    {
        var scene = Scene(Line(0, 0, 0), Line(1, 1e6, 1e9));
        Assert.Equal(scene.Frame.Bottom, scene.Lines.Single(line => line.Index == 0).EndY);
    }

    [Fact]
    public void NamesOfLinesThatEndTogetherDoNotOverlap()
    {
        var scene = Scene(Line(0, 1e6, 1e8), Line(1, 1e6, 1.01e8), Line(2, 1e6, 1.02e8), Line(3, 0, 0));
        double[] places = [.. scene.Lines.Select(line => line.LabelY).Order()];
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 13));
        Assert.All(places, place => Assert.InRange(place, 0, scene.Height));
    }

    [Fact]
    public void WhatIsBeyondTheDesignIsALineOfItsOwnThatGoesOnFromTheOther()
    {
        var points = Enumerable.Range(0, 5).Select(i => new CurvePoint(i / 4.0, 1e6 * (i + 1), i >= 3)).ToArray();
        var line = Assert.Single(Scene(new CurveData(0, "line", [.. points])).Lines);
        Assert.Equal(3, line.Within.Split('L').Length);
        Assert.Equal(line.Within.Split('L')[^1], line.Beyond[1..].Split('L')[0]);
        Assert.Equal(3, line.Beyond.Split('L').Length);
    }

    [Fact]
    public void ALineWithoutPointsIsNotThere() => Assert.Empty(Scene(new CurveData(0, "line", [])).Lines);
}
