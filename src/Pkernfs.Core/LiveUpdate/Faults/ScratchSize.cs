namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>kho_scratch= of the first kernel, before it has read it: the areas are made then, and every later kernel inherits them.</summary>
internal static class ScratchSize
{
    private const string Word = "kho_scratch=";

    public static bool MayChange(FaultSite site) => site.Phase == Phase.Boot1 && site.Machine.Kernel is null
        && StagedCommandLine.Words(site).Any(word => word.StartsWith("kho=", StringComparison.Ordinal));

    public static void Change(Operation operation, string sizes) =>
        StagedCommandLine.Change(operation, text => string.Join(' ', StagedCommandLine.Without(text, Word).Append(Word + sizes)));
}
