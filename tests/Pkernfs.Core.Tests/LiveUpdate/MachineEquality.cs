using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>
/// Compares two machines, or anything that they are made of, field by field: memory by its bytes, collections by their elements. Records'
/// own equality does not do: it compares immutable arrays by reference.
/// </summary>
internal static class MachineEquality
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsByType = new();

    /// <summary>The first place where the two differ, as a path of fields; null where they are the same.</summary>
    public static string? Difference(object? left, object? right, string path = "machine")
    {
        if (ReferenceEquals(left, right)) return null;
        if (left is null || right is null || left.GetType() != right.GetType()) return $"{path}: {left ?? "null"} and {right ?? "null"}";
        return left switch
        {
            PhysicalMemory memory => memory.SameBytes((PhysicalMemory)right) ? null : $"{path}: bytes differ from {memory.ChangedRuns((PhysicalMemory)right).First().Start} on",
            Frame frame => frame.Words.SequenceEqual(((Frame)right).Words) ? null : $"{path}: a frame's bytes differ",
            string or Enum => Plain(left, right, path),
            IEnumerable elements when left is not ValueType => Elements(elements, (IEnumerable)right, path),
            _ when left.GetType().IsPrimitive => Plain(left, right, path),
            _ => Fields(left.GetType()).Select(field => Difference(field.GetValue(left), field.GetValue(right), $"{path}.{field.Name}")).FirstOrDefault(difference => difference is not null),
        };
    }

    private static string? Plain(object left, object right, string path) => left.Equals(right) ? null : $"{path}: {left} and {right}";

    private static string? Elements(IEnumerable left, IEnumerable right, string path)
    {
        var others = right.GetEnumerator();
        int index = 0;
        foreach (object? element in left)
        {
            if (!others.MoveNext()) return $"{path}: more than {index} elements and {index}";
            if (Difference(element, others.Current, $"{path}[{index}]") is { } difference) return difference;
            index++;
        }
        return others.MoveNext() ? $"{path}: {index} elements and more" : null;
    }

    private static FieldInfo[] Fields(Type type) => FieldsByType.GetOrAdd(type, of =>
    {
        var fields = new List<FieldInfo>();
        for (var level = of; level is not null && level != typeof(object); level = level.BaseType)
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return [.. fields];
    });
}
