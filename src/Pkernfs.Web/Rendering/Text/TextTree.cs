using System.Collections.Immutable;
using System.Text;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Rendering.Text;

/// <summary>The translation as a tree of sentences with lines, for mail. No wider than 80 columns.</summary>
public static class TextTree
{
    private const int Columns = 80;

    /// <param name="isAscii">True for plain ASCII, false for box-drawing characters.</param>
    public static string Of(ImmutableArray<OutlineItem> items, string head, bool isAscii)
    {
        var text = new StringBuilder(head).Append("\n\n");
        foreach (var item in items)
        {
            foreach (string line in TextLines.Wrap(item.Words, Columns)) text.Append(line).Append('\n');
            Below(text, item.Children, "", isAscii);
        }
        return text.ToString();
    }

    private static void Below(StringBuilder text, ImmutableArray<OutlineItem> items, string indent, bool isAscii)
    {
        for (int i = 0; i < items.Length; i++)
        {
            bool isLast = i == items.Length - 1;
            var (branch, trunk) = (isLast, isAscii) switch
            {
                (true, true) => ("`-- ", "    "),
                (false, true) => ("|-- ", "|   "),
                (true, false) => ("└── ", "    "),
                (false, false) => ("├── ", "│   "),
            };
            string lead = branch;
            foreach (string line in TextLines.Wrap(items[i].Words, Math.Max(24, Columns - indent.Length - branch.Length)))
            {
                text.Append(indent).Append(lead).Append(line).Append('\n');
                lead = trunk;
            }
            Below(text, items[i].Children, indent + trunk, isAscii);
        }
    }
}
