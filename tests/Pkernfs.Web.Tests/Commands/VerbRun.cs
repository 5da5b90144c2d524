using System.Text.Json;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Tests.Commands;

/// <summary>One run of the program's verbs, with what it wrote.</summary>
internal sealed record VerbRun(int Code, string Output, string Errors, bool Served)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<VerbRun> OfAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        bool served = false;
        int code = await Verbs.RunAsync(arguments, output, errors, () =>
        {
            served = true;
            return Task.FromResult(0);
        });
        return new(code, output.ToString(), errors.ToString(), served);
    }

    /// <summary>Bad input: code 2, nothing printed, one sentence on standard error.</summary>
    public void IsBadInput(string expected)
    {
        Assert.Equal(ExitCode.BadInput, Code);
        Assert.Empty(Output);
        Assert.Contains(expected, Errors, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
    }
}
