using CsCheck;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Words of any structure changed to anything: the run goes on to its end, as a machine would, and can be looked at.</summary>
public class DamageTests
{
    /// <summary>The last step before the bytes matter.</summary>
    private static readonly (string Step, Func<PhysicalRange> Bytes)[] Targets =
    [
        ("keep-01-00.0", () => new(Runs.Region.Start, new(PkernfsLayout.SuperBlockLength))),
        ("keep-01-00.0", () => new(PkernfsLayout.InodeAddress(Runs.Region, new(1)), new(8 * PkernfsLayout.InodeLength))),
        ("keep-01-00.0", () => Structure("bitmap of root-pgtables", 5)),
        ("keep-01-00.0", () => Structure("root table", 1)),
        ("keep-01-00.0", () => Structure("top table of dom-0", 5)),
        ("keep-01-00.0", () => Structure("mappings block of guest-ram", 1)),
        ("keep-01-00.0", () => Structure("magic of the VM's state", 1)),
        ("jump", () => new(Runs.Intended.At("jump").Machine.Platform.Processor.InstructionPointer, new(256))),
        ("relocate-kernel", () => new(Runs.Intended.At("relocate-kernel").Machine.Platform.Processor.BootParameters, new(0x2d0 + 240))),
        ("relocate-kernel", () => new(Runs.Intended.At("relocate-kernel").Machine.Platform.Processor.BootParameters + new ByteCount(0x2d0), new(240))),
        ("relocate-kernel", () => new(Runs.Intended.At("relocate-kernel").Machine.Platform.Processor.BootParameters + ByteCount.Page, new(128))),
    ];

    [Fact]
    public void A_damaged_machine_runs_to_its_end_and_can_be_looked_at() =>
        Gen.Select(Gen.Int[0, Targets.Length - 1], Gen.Select(Gen.ULong, Gen.Int[0, 4], Gen.ULong).Array[1, 3]).Sample(
            (target, changes) =>
            {
                var (step, bytes) = (Targets[target].Step, Targets[target].Bytes());
                var machine = Runs.Intended.Poke(step, memory =>
                {
                    foreach (var (place, kind, value) in changes)
                    {
                        var at = bytes.Start + new ByteCount(place % (bytes.Length.Value / 8) * 8);
                        memory.TryReadWord(at, out ulong former);
                        memory.TryWriteWord(at, kind switch { 0 => 0, 1 => ulong.MaxValue, 2 => former ^ (1UL << (int)(value % 64)), 3 => former + 4096, _ => value });
                    }
                });
                var moments = Runs.Intended.GoOn(step, machine);
                Assert.Equal(Runs.Intended.Moments.Length, moments[^1].Step.Index + 1);
                var last = moments[^1].Machine;
                Assert.NotEmpty(OwnershipMap.Of(last, Runs.Region, null).Extents);
                _ = new PkernfsReader(last.Platform.Memory, Runs.Region).Problems;
            },
            iter: 60, threads: 1);

    private static PhysicalRange Structure(string name, ulong pages)
    {
        var start = PersistedStructure.Find(name, Runs.Intended.At("keep-01-00.0").Machine).Start;
        return new(start, ByteCount.Page * pages);
    }
}
