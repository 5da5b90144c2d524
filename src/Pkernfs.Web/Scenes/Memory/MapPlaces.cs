using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>A place on the way down to where the camera is.</summary>
/// <param name="Camera">What shows it; null for the whole address space.</param>
public sealed record MapPlace(string Title, Camera? Camera);

/// <summary>The way from the whole address space down to the camera.</summary>
public static class MapPlaces
{
    private static readonly ByteCount Block = new(PkernfsLayout.BlockSize);

    public static ImmutableArray<MapPlace> Of(Camera? camera, ImmutableArray<MapSection> sections)
    {
        var places = ImmutableArray.CreateBuilder<MapPlace>();
        places.Add(new("Address space", null));
        if (camera is null or { Level: MapLevel.Space }) return places.ToImmutable();
        var section = sections.FirstOrDefault(section => section.Range.Contains(camera.Start));
        if (section is null)
        {
            places.Add(new(camera.Start.ToString(), camera));
            return places.ToImmutable();
        }
        places.Add(new(section.Title, new(section.Range.Start, section.Range.Length, MapLevel.Block)));
        if (camera.Level is MapLevel.Gigabyte or MapLevel.Block) return places.ToImmutable();
        ulong block = (camera.Start - section.Range.Start).Value / Block.Value;
        var start = section.Range.Start + (Block * block);
        places.Add(new(section.IsCarveOut ? $"block {block}" : $"2 MiB at {start}", new(start, Block, MapLevel.Page)));
        if (camera.Level == MapLevel.Page) return places.ToImmutable();
        var page = camera.Start.AlignDown(ByteCount.Page);
        places.Add(new($"page {(page - start).Value / ByteCount.Page.Value}", new(page, ByteCount.Page, MapLevel.Entry)));
        return places.ToImmutable();
    }
}
