using System.Text;

namespace Pkernfs.Core.Timeline;

/// <summary>The parameters as a Markdown table: docs/cost-model.md has it to the letter, and a test says so when it does not.</summary>
public static class CostReference
{
    public static string Table()
    {
        var text = new StringBuilder("| parameter | what | default | unit | range | source |\n|---|---|---|---|---|---|\n");
        foreach (var parameter in CostCatalogue.All)
        {
            text.Append($"| `{parameter.Id}` | {parameter.Title}. {parameter.Meaning} | {CostParameters.Write(parameter.Default)} | {parameter.Unit.Symbol()} ");
            text.Append($"| {CostParameters.Write(parameter.Minimum)} to {CostParameters.Write(parameter.Maximum)} | {parameter.Source} |\n");
        }
        return text.ToString();
    }
}
