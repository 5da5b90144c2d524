namespace Pkernfs.Core.Inspection;

/// <summary>The translation at one moment: the device's tables, and what stands beside them.</summary>
public sealed record TranslationSnapshot(TranslationTree Tree, TranslationSides Sides);
