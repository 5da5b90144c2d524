using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Every class of a kind in this assembly, one of each: adding one is adding its file.</summary>
/// <typeparam name="T">A base class whose members have a constructor without parameters.</typeparam>
public static class Catalogue<T>
    where T : class, ICatalogued
{
    /// <summary>In their own order.</summary>
    public static ImmutableArray<T> All { get; } =
    [
        .. typeof(T).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T)))
            .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(entry => entry.Order).ThenBy(entry => entry.Id, StringComparer.Ordinal),
    ];

    /// <summary>The one of that id; null where there is none.</summary>
    public static T? Find(string id) => All.FirstOrDefault(entry => entry.Id == id);
}

/// <summary>What a catalogue goes by.</summary>
public interface ICatalogued
{
    /// <summary>Its name in links and on the command line, for good: lower-case words with hyphens.</summary>
    string Id { get; }

    /// <summary>Its place in lists; ties go by id.</summary>
    int Order { get; }
}
