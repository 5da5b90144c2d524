using System.CommandLine;

namespace Pkernfs.Web.Commands;

/// <summary>What the program does without a browser, and serving one.</summary>
public static class Verbs
{
    private const string Description =
        """
        Pkernfs Explorer: a machine that live-updates, to look at step by step.

        Without a verb it serves the explorer. The other verbs answer questions about a scenario's run:
          pkernfs run pkernfs-rfc                                          every step, with its DMA and modelled cost
          pkernfs run pkernfs-rfc --edit skip:save-vm                      what if that step were left out
          pkernfs explore pkernfs-rfc                                      what each fault does at each step
          pkernfs walk pkernfs-rfc --at jump --device 01:00.0 --iova 0xa3b7d40
          pkernfs mappings pkernfs-rfc --at run-guest --device 00:03.0
          pkernfs cost --guest 1T                                          what each approach costs, modelled
          pkernfs dump pkernfs-rfc --at jump --output dump                 for gdb, crash or another page walker

        SCENARIO is a built-in name (see "scenarios") or the path of a scenario file. MOMENT is the id of a step or its index, as "run" prints them.
        Exit code: 0, 1 for a broken run or a failed check, 2 for input that makes no sense.
        """;

    /// <summary>Runs the verb that the arguments name; <paramref name="serve"/> is what happens with none.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, Func<Task<int>> serve)
    {
        var parsed = Create(output, errors, serve).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await errors.WriteLineAsync($"{parsed.Errors[0].Message} Try --help.");
            return ExitCode.BadInput;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (BadInputException problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return ExitCode.BadInput;
        }
    }

    private static RootCommand Create(TextWriter output, TextWriter errors, Func<Task<int>> serve)
    {
        var serveVerb = new Command("serve", "Serve the explorer to browsers (the default).") { UrlsOption() };
        serveVerb.SetAction(_ => serve());
        var root = new RootCommand(Description)
        {
            UrlsOption(),
            HostOption("--environment"),
            HostOption("--contentRoot"),
            HostOption("--applicationName"),
            serveVerb,
            ScenariosCommand.Create(output),
            CheckCommand.Create(output),
            RunCommand.Create(output, errors),
            ExploreCommand.Create(output, errors),
            MappingsCommand.Create(output, errors),
            WalkCommand.Create(output, errors),
            RenderCommand.Create(output, errors),
            StoryboardCommand.Create(output, errors),
            ClipCommand.Create(output, errors),
            TourCommand.Create(output, errors),
            DumpCommand.Create(output, errors),
            CostCommand.Create(output),
            HealthCommand.Create(output, errors),
        };
        root.SetAction(_ => serve());
        return root;
    }

    /// <summary>Read by the host itself from the program's arguments; named here so that help knows it.</summary>
    private static Option<string?> UrlsOption() =>
        new("--urls") { Description = "Where to listen, addresses with semicolons between; else http://127.0.0.1:5080.", HelpName = "ADDRESSES" };

    /// <summary>Settings that .NET's own test host gives to every web program.</summary>
    private static Option<string?> HostOption(string name) => new(name) { Hidden = true };
}
