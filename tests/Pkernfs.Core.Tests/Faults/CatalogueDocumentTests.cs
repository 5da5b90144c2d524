using System.Text;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>docs/faults.md is made from the classes; run with WRITE_DOCUMENTS=1 to write it anew.</summary>
public class CatalogueDocumentTests
{
    private const string Preface =
        """
        # Faults

        What can go wrong in a live update, each as one more step that may be put into a run: `fault:ID@STEP` in a link's `edits`, in a scenario file, on the
        command line (`run SCENARIO --edit fault:ID@STEP`), or from a step's menu in the explorer. A fault does to the machine what the mistake would do and nothing
        else; whether anyone notices is for the machine to show. `explore SCENARIO` and the page `/explore` try each of them after every step where it may strike.

        How a run with a fault is judged, against the same run without it, the worst first:

        | outcome | means |
        |---|---|
        | panic | a kernel stopped for good |
        | silent corruption | bytes are wrong or will be: DMA landed in memory that is not the device's, guest memory holds what nobody put there, or an invariant no longer holds. Nobody stopped it, though somebody may have logged it |
        | DMA faults | the unit refused accesses that should have worked, or the guest's device stands still while the guest believes in it |
        | kernel refuses | a system call failed, or the guest ended with its VMM: what is lost is lost in the open, and nothing is corrupted |
        | survives | guest, device and host end as they would have without the fault |

        The tables below are made from the classes in `src/Pkernfs.Core/LiveUpdate/Faults/`. F1 to F15 are the thread's, U those of user space that hands in garbage,
        K those of Kexec HandOver. What each comes to in each approach is in `tests/Pkernfs.Core.Tests/Exploration/OutcomeTests.cs`. How to add one: [extending](extending.md).

        """;

    private const string Closing =
        """

        ## What is said of Kexec HandOver, and where it is

        Every complaint and known failure of the lists and reviews, and the fault or the page that shows it. What is not modelled says why.

        | complaint | where |
        |---|---|
        | the orchestrator panics at another version of its data instead of refusing | K2. A check before the jump is wanted; the proposal for one (features in the image) is not modelled |
        | FINISH without retrieve crashed in page structs that were not initialised | K4 is the refusal of today, K9 the page structs |
        | late initialisation of page structs; it also overwrote scratch's migrate type | K9. The migrate type hurts the update after this one, and a run has one update |
        | recording and reading preserved memory is slow on large hosts: radix tree instead of lists of bitmaps | no failure but time: the page `/cost`, with `handover: kho-v1` and `kho-v4` in the scenario's options |
        | scratch too small | K6, K7 |
        | scratch fragmented after several kexecs | not modelled: it takes several updates. A next kernel finds in scratch only what the loader put there, so the first of them cannot show it |
        | HugeTLB pages of early boot do not fit in scratch | K8. HVO, which frees page structs of such pages, fails alike and is not modelled |
        | movable pages in scratch may be preserved where the debug option is off | K10 |
        | preserved folios cannot be split or collapsed before they are unpreserved | K11 |
        | the handover's node must not reach the crash kernel | K12 |
        | the crash of a VMM in the midst of it; a unit of which nothing was handed over | F13, F11: a session is undone when it is closed; a lookup that finds nothing means an ordinary start of the unit, a page that cannot be taken over means a panic |
        | iommufd's first phase refuses to retrieve, and vfio-pci resets the function at freeze | said in the steps `retrieve-iommufd` and `freeze-sessions`: what runs is the flow that the authors mean to reach |
        | PCI: room for virtual functions and hot-plug, layout of the records | not modelled: nothing is plugged here, and the records are those posted last |
        | no AMD or SMMUv3 unit | not modelled: the board has VT-d |

        """;

    [Fact]
    public void The_document_has_the_catalogue_as_it_is()
    {
        string path = Path.Combine(Root(), "docs", "faults.md");
        string text = Write().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("WRITE_DOCUMENTS") == "1") File.WriteAllText(path, text);
        Assert.True(File.ReadAllText(path).ReplaceLineEndings("\n") == text, "docs/faults.md is not what the classes say. Run this test with WRITE_DOCUMENTS=1.");
    }

    private static string Write()
    {
        var text = new StringBuilder(Preface);
        foreach (var fault in Catalogue<Fault>.All)
        {
            text.AppendLine().AppendLine($"## {fault.Number} {fault.Title}").AppendLine();
            text.AppendLine("| | |").AppendLine("|---|---|");
            text.AppendLine($"| id | `{fault.Id}` |");
            text.AppendLine($"| what | {fault.Description} |");
            text.AppendLine($"| source | {fault.Source} |");
            text.AppendLine($"| whose mistake | {fault.Actor} |");
            text.AppendLine($"| strikes | {Where(fault)} |");
            text.AppendLine($"| expect | {fault.Expectation} |");
        }
        return text.Append(Closing).ToString();
    }

    /// <summary>For each approach the first and the last step after which it may strike, and how many they are.</summary>
    private static string Where(Fault fault)
    {
        var places = new List<string>();
        foreach (string scenario in CostSubjects.BuiltIn.OrderBy(subject => subject.Approach.Id, StringComparer.Ordinal).Select(subject => subject.Scenario.Name))
        {
            var run = FaultRuns.Of(scenario);
            var steps = Enumerable.Range(0, run.Moments.Length).Where(index => fault.MayStrike(Explorer.SiteOf(run, index))).Select(index => run.Moments[index].Step.Id).ToArray();
            if (steps.Length == 1) places.Add($"{run.Plan.Approach}: after `{steps[0]}`");
            else if (steps.Length > 1) places.Add($"{run.Plan.Approach}: {steps.Length} steps from `{steps[0]}` to `{steps[^1]}`");
        }
        return string.Join("; ", places);
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pkernfs.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
