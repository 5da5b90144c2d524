namespace Pkernfs.Web.Scenes.Memory;

/// <summary>A run of addresses that is drawn alike.</summary>
/// <param name="Words">What it is: "slab", "was kernel 6.7.0".</param>
public sealed record SceneExtent(PhysicalRange Range, MapFill Fill, string Words, bool Persistent);

/// <summary>A letter in a cell, for the classes that hue alone does not tell apart: S, I, R, M, D, BM, L4.</summary>
/// <param name="Range">The cell: a block or a page.</param>
public sealed record CellMark(PhysicalRange Range, string Letters, MapFill Fill);

/// <summary>A name for a run, drawn where it fits; the first in the list gets its place first.</summary>
/// <param name="Quiet">True for what nobody owns.</param>
public sealed record SceneLabel(PhysicalRange Range, string Text, MapFill Fill, bool Quiet);

/// <summary>Two accounts of memory that differ, for the layer of disagreements.</summary>
public sealed record SceneFinding(string Sentence, IReadOnlyList<PhysicalRange> Ranges);
