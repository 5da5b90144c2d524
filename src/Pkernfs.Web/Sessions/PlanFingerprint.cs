using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Sessions;

/// <summary>
/// A plan's content as a short text: equal for plans that decide the same run, whoever read them from where. Records compare their lists
/// by identity, so they cannot be the key themselves.
/// </summary>
internal static class PlanFingerprint
{
    public static string Of(LiveUpdatePlan plan)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, plan);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Fields, not properties: they are all that a value consists of.
    private static void Add(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case null:
                Text(hash, "null");
                break;
            case string text:
                Text(hash, "\"" + text.Length.ToString(CultureInfo.InvariantCulture) + ":" + text);
                break;
            case IConvertible scalar:
                Text(hash, scalar.ToString(CultureInfo.InvariantCulture));
                break;
            case IEnumerable list:
                Text(hash, "[");
                foreach (object? item in list) Add(hash, item);
                Text(hash, "]");
                break;
            default:
                Text(hash, "{" + value.GetType().Name);
                foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) Add(hash, field.GetValue(value));
                Text(hash, "}");
                break;
        }
    }

    private static void Text(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + ";"));
}
