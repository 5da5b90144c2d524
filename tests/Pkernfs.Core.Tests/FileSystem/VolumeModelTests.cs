using CsCheck;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Random calls against a plain dictionary of names: the volume must answer as the model does, before and after a kexec.</summary>
public class VolumeModelTests
{
    private const ulong Blocks = 40;

    private enum Call { Create, Truncate, Unlink, CreateDomain, UnlinkDomain, Reopen }

    private sealed record Operation(Call Call, string Name, ulong Size);

    /// <summary>What names there are, newest first, and how many blocks each has; how many blocks are gone.</summary>
    private sealed class Model
    {
        public List<(string Name, int Blocks)> Files { get; } = [("iommu", 0)];

        public List<string> Domains { get; } = ["root-pgtables"];

        public int Used { get; set; } = 3;
    }

    private static readonly Gen<Operation[]> Operations = Gen.Select(
        Gen.Enum<Call>(),
        Gen.OneOf("a", "b", "c", "d", "e"),
        Gen.ULong[0, 5 * Media.Block],
        (call, name, size) => new Operation(call, name, size)).Array[1, 40];

    [Fact]
    public void The_volume_answers_as_the_model() => Operations.Sample(
        operations =>
        {
            var memory = Media.Ram(Blocks);
            var volume = Media.Formatted(memory, Blocks);
            Assert.True(volume.TryEnsureRootTables(out _, out _));
            var model = new Model();
            foreach (var operation in operations)
            {
                if (operation.Call == Call.Reopen)
                {
                    volume = new(memory, Media.Region(Blocks), PkernfsOptions.Intent);
                    Assert.Equal(InitOutcome.Restored, volume.Initialise());
                }
                else
                {
                    Assert.Equal(Expect(model, operation), Do(volume, operation));
                }
                Same(model, new PkernfsReader(memory, Media.Region(Blocks)));
            }
            AllBlocksAccountedFor(model, new PkernfsReader(memory, Media.Region(Blocks)));
        },
        iter: 200);

    private static bool Do(PkernfsVolume volume, Operation operation)
    {
        var root = PkernfsLayout.RootDirectoryInode;
        string? problem;
        bool done = operation.Call switch
        {
            Call.Create => volume.TryCreateFile(operation.Name, out _, out problem),
            Call.Truncate => volume.TryTruncate(volume.Lookup(root, operation.Name)?.Number ?? default, new(operation.Size), out problem),
            Call.Unlink => volume.TryUnlink(root, operation.Name, out problem),
            Call.CreateDomain => volume.TryCreateDomainTables(operation.Name, out _, out problem),
            _ => volume.TryUnlink(volume.Lookup("/iommu")!.Number, operation.Name, out problem),
        };
        Assert.Equal(done, problem is null);
        return done;
    }

    private static bool Expect(Model model, Operation operation)
    {
        int place = model.Files.FindIndex(file => file.Name == operation.Name);
        bool full = model.Used == (int)Blocks;
        switch (operation.Call)
        {
            case Call.Create:
                if (place >= 0 || full) return false;
                model.Files.Insert(0, (operation.Name, 0));
                model.Used++;
                return true;
            case Call.Truncate:
                if (place < 0) return false;
                int wanted = (int)((operation.Size + Media.Block - 1) / Media.Block);
                int missing = Math.Max(0, wanted - model.Files[place].Blocks);
                int given = Math.Min(missing, (int)Blocks - model.Used);
                model.Files[place] = (operation.Name, model.Files[place].Blocks + given);
                model.Used += given;
                return given == missing;
            case Call.Unlink:
                if (place < 0) return false;
                model.Files.RemoveAt(place);
                return true;
            case Call.CreateDomain:
                if (model.Domains.Contains(operation.Name) || full) return false;
                model.Domains.Insert(0, operation.Name);
                model.Used++;
                return true;
            default:
                return model.Domains.Remove(operation.Name);
        }
    }

    private static void Same(Model model, PkernfsReader reader)
    {
        var files = reader.List(PkernfsLayout.RootDirectoryInode).Entries;
        Assert.Equal(model.Files, files.Select(file => (file.Name, reader.FileBlocks(file).Length)));
        Assert.Equal(model.Domains, reader.List(reader.Lookup("/iommu")!.Number).Entries.Select(file => file.Name));
        Assert.Equal(model.Used, (int)reader.AllocatedCount);
    }

    /// <summary>What is allocated is owned once, or leaked, and nothing else is wrong.</summary>
    private static void AllBlocksAccountedFor(Model model, PkernfsReader reader)
    {
        var owners = reader.BlockOwners();
        Assert.Equal(owners.Length, owners.Select(owner => owner.Block).Distinct().Count());
        var problems = reader.Problems;
        Assert.All(problems, problem => Assert.Equal(MediumProblemKind.Leaked, problem.Kind));
        Assert.Equal(model.Used, owners.Sum(owner => (int)owner.Count) + problems.Sum(problem => (int)problem.BlockCount));
    }
}
