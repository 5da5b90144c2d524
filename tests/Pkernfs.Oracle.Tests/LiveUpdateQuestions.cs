using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Qemu;

namespace Pkernfs.Oracle.Tests;

/// <summary>What to ask about a function of an emulated machine, and what the emulated remapping unit says to it.</summary>
public static class LiveUpdateQuestions
{
    /// <summary>Places within each run that are asked about besides its first, middle and last page.</summary>
    private const int Samples = 13;

    /// <summary>Where to ask whatever is mapped: zero, the first MiB, the end of four GiB's DMA window, the widest addresses.</summary>
    private static readonly ulong[] Everywhere = [0, 0x10_0000, 0xffff_0000, 0x1_0000_0000, 0x7f_ffff_f000, 0xffff_ffff_f000, 0x1_0000_0000_0000];

    /// <summary>
    /// Reads and writes of the first, middle and last page of each run of leaves and some in between, of the pages around each run, and of fixed
    /// places. Each asks for another word of its page.
    /// </summary>
    public static DmaQuestion[] About(PlatformState machine, PciAddress function)
    {
        var pages = new SortedSet<ulong>(Everywhere);
        foreach (var run in machine.Unit.Mappings(machine.Memory, function, fold: true))
        {
            ulong count = run.Length.PagesRoundedUp;
            ulong first = run.Input.Value;
            if (first > 0) pages.Add(first - FrameNumber.SizeInBytes);
            pages.Add(first + (count * FrameNumber.SizeInBytes));
            pages.Add(first);
            pages.Add(first + ((count - 1) * FrameNumber.SizeInBytes));
            for (ulong sample = 0; sample <= Samples; sample++)
                pages.Add(first + (((count - 1) * sample / Samples) * FrameNumber.SizeInBytes));
            pages.Add(first + (count / 2 * FrameNumber.SizeInBytes));
        }
        return
        [
            .. from page in pages
               from access in new[] { DmaAccess.Read, DmaAccess.Write }
               select new DmaQuestion(function, new Iova(page + (page >> FrameNumber.Shift) * 8 % FrameNumber.SizeInBytes), access),
        ];
    }

    /// <summary>What the emulated unit makes of it, by registers and memory alone, in the oracle's words.</summary>
    public static Verdict Expected(PlatformState machine, DmaQuestion question)
    {
        var access = question.Access == DmaAccess.Read ? AccessKind.Read : AccessKind.Write;
        var walk = machine.Unit.Walk(machine.Memory, question.Function, question.Iova, access);
        return walk.Fault is { } reason
            ? new Faulted(new FaultRecord((byte)reason, question.Function, question.Iova.AlignDown(ByteCount.Page), question.Access))
            : new Reached(walk.Physical, Evidence.Bytes);
    }
}
