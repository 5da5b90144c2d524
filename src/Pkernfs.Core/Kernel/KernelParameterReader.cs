using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>Splits a command line into words as the kernel does: blanks part words but for those inside double quotes; what follows "--" is for init.</summary>
internal static class KernelParameterReader
{
    public static ImmutableArray<KernelParameter> Read(string text, List<CommandLineProblem> problems)
    {
        var parameters = ImmutableArray.CreateBuilder<KernelParameter>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && IsBlank(text[at])) at++;
            if (at == text.Length) break;
            int start = at;
            at = EndOfWord(text, at, problems);
            string word = text[start..at];
            if (word == "--") break;
            parameters.Add(Split(word, start));
        }
        return parameters.ToImmutable();
    }

    private static int EndOfWord(string text, int at, List<CommandLineProblem> problems)
    {
        int openQuote = -1;
        for (; at < text.Length && (openQuote >= 0 || !IsBlank(text[at])); at++)
        {
            if (text[at] == '"') openQuote = openQuote >= 0 ? -1 : at;
        }
        if (openQuote >= 0) problems.Add(new(openQuote, "The quote that begins here is not closed, so all that follows belongs to one parameter."));
        return at;
    }

    private static KernelParameter Split(string word, int start)
    {
        // A quote may open before the key ("a=b c") or before the value (a="b c").
        int keyStart = word[0] == '"' ? 1 : 0;
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return new(word, word.Trim('"'), null, start, start + word.Length);
        int valueStart = equals + 1;
        if (valueStart < word.Length && word[valueStart] == '"') valueStart++;
        string value = word[valueStart..];
        bool quoted = keyStart == 1 || valueStart > equals + 1;
        if (quoted && value.EndsWith('"')) value = value[..^1];
        return new(word, word[Math.Min(keyStart, equals)..equals], value, start, start + valueStart);
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r' or '\v' or '\f';
}
