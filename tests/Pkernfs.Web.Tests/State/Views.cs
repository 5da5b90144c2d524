using CsCheck;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.State;

/// <summary>Views of every kind, for property tests.</summary>
internal static class Views
{
    private static readonly Gen<string> name = Gen.OneOf(
        Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 1, 30],
        Gen.String[Gen.Char[' ', '~'], 1, 30],
        Gen.String[Gen.Char["\u00e4\u00df\u20ac\u4e2d&=?#%+/:"], 1, 10]);

    private static readonly Gen<PhysicalRange> range =
        from start in Gen.ULong
        from length in Gen.ULong
        select new PhysicalRange(new PhysicalAddress(start == ulong.MaxValue ? 0 : start), new ByteCount(Math.Clamp(length, 1, ulong.MaxValue - (start == ulong.MaxValue ? 0 : start))));

    private static readonly Gen<PciAddress> function =
        from segment in Gen.OneOf(Gen.Const((ushort)0), Gen.UShort)
        from source in Gen.UShort
        select new PciAddress((byte)(source >> 8), (byte)((source >> 3) & 31), (byte)(source & 7), segment);

    private static readonly Gen<Selection> selection = Gen.OneOf(
        range.Select(bytes => (Selection)new Selection.Bytes(bytes)),
        Gen.ULong[0, (1UL << 52) - 1].Select(frame => (Selection)new Selection.Frame(new FrameNumber(frame))),
        Gen.Select(function, Gen.ULong, (device, iova) => (Selection)new Selection.DeviceAddress(device, new Iova(iova))),
        function.Select(address => (Selection)new Selection.Function(address)),
        Gen.Select(Gen.Enum<TableKind>(), Gen.ULong, Gen.Int[0, Selection.Entry.MaximumIndex], (kind, start, index) => (Selection)new Selection.Entry(kind, new PhysicalAddress(start), index)),
        name.Select(id => (Selection)new Selection.Step(id)),
        name.Select(register => (Selection)new Selection.Register(register)),
        name.Select(id => (Selection)new Selection.Invariant(id)));

    private static readonly Gen<Camera> camera =
        Gen.Select(range, Gen.Enum<MapLevel>(), (bytes, level) => new Camera(bytes.Start, bytes.Length, level));

    private static readonly Gen<string> id = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-."], 1, 30];

    private static readonly Gen<PlanEdit> edit = Gen.OneOf(
        id.Select(step => (PlanEdit)new SkipStep(step)),
        Gen.Select(id, id, (fault, step) => (PlanEdit)new InjectFault(fault, step)),
        Gen.Select(id, id, (step, before) => (PlanEdit)new MoveStep(step, before)),
        Gen.Select(id, id, Gen.OneOf(name, Gen.Const("a;b %3B &#=@:/\u00e4 ")), (step, argument, value) => (PlanEdit)new ChangeArgument(step, argument, value)));

    /// <summary>Texts of every kind, scenarios or not.</summary>
    public static Gen<CarriedScenario> File { get; } = Gen.OneOf(
        name, Gen.String[Gen.Char['\u0001', '\u2fff'], 1, 400], name.Array[1, 200].Select(lines => string.Join("\r\n", lines)), Gen.Const(ScenarioLibrary.Text("kho")!)).Select(text => new CarriedScenario(text));

    public static Gen<ExplorerView> Any { get; } =
        from scenario in Gen.OneOf(Gen.Const(ExplorerView.DefaultScenario), name)
        from edits in Gen.Null(edit.Array[1, 4].Select(some => PlanEdits.Write([.. some])))
        from called in Gen.Null(name)
        from step in Gen.Null(name)
        from shown in Gen.Null(camera)
        from chosen in Gen.Null(selection)
        from tree in Gen.Nullable(function)
        from layers in Gen.Int[0, (int)MapLayers.All]
        from against in Gen.Null(name)
        from theme in Gen.Nullable(Gen.Enum<ThemeChoice>())
        from session in Gen.Null(name)
        from follow in Gen.Bool
        from file in Gen.Null(File)
        from stop in Gen.Nullable(Gen.Int[1, 50])
        select new ExplorerView
        {
            Scenario = scenario,
            Edits = edits,
            BranchName = called,
            Step = step,
            Camera = shown,
            Selection = chosen,
            Tree = tree,
            Layers = (MapLayers)layers,
            Against = against,
            Theme = theme,
            Session = session,
            Follow = follow,
            File = file,
            Tour = stop,
        };
}
