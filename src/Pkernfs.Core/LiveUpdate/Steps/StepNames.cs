namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What the steps' names have in common.</summary>
internal static class StepNames
{
    /// <summary>The letter that ends the name of a step which both boots have: its kernel's.</summary>
    public static string OfBoot(int boot) => boot == 1 ? "a" : "b";
}
