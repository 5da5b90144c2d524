using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Timeline;

/// <summary>The values of all parameters: the defaults, or others for some.</summary>
public sealed class CostParameters
{
    private readonly ImmutableSortedDictionary<string, double> _changed;

    private CostParameters(ImmutableSortedDictionary<string, double> changed) => _changed = changed;

    public static CostParameters Default { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>Those that differ from their default, by id.</summary>
    public IReadOnlyDictionary<string, double> Changed => _changed;

    public double this[CostParameter parameter] => _changed.GetValueOrDefault(parameter.Id, parameter.Default);

    /// <summary>Nanoseconds for one piece of counted work.</summary>
    public double NanosecondsOf(WorkKind kind) => Each(CostCatalogue.Of(kind));

    /// <summary>Nanoseconds for fixed work.</summary>
    public double NanosecondsOf(FixedWork work) => Each(CostCatalogue.Of(work));

    /// <exception cref="ArgumentOutOfRangeException">The value is outside the parameter's range.</exception>
    public CostParameters With(CostParameter parameter, double value)
    {
        if (Problem(parameter, value) is { } problem) throw new ArgumentOutOfRangeException(nameof(value), problem);
        return value == parameter.Default ? Without(parameter) : new(_changed.SetItem(parameter.Id, value));
    }

    /// <summary>With that parameter's default again.</summary>
    public CostParameters Without(CostParameter parameter) => new(_changed.Remove(parameter.Id));

    /// <summary>Reads one value as a person writes it: the parameter's id, and a number in its unit.</summary>
    /// <param name="next">These with that value; these themselves where it cannot be taken.</param>
    /// <param name="problem">Why it cannot be taken, in a sentence; empty where it can.</param>
    public bool TrySet(string id, string text, out CostParameters next, out string problem)
    {
        (next, problem) = (this, "");
        if (CostCatalogue.Find(id) is not { } parameter)
            problem = $"There is no cost parameter \"{id}\".{NearestName.Hint(id, CostCatalogue.All.Select(known => known.Id))} They are listed in docs/cost-model.md.";
        else if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            problem = $"\"{text}\" is no number: {id} wants one in {parameter.Unit.Symbol()}, such as {Write(parameter.Default)}.";
        else if (Problem(parameter, value) is { } outside)
            problem = outside;
        else
            next = With(parameter, value);
        return problem.Length == 0;
    }

    /// <summary>A value as <see cref="TrySet"/> reads it.</summary>
    public static string Write(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private double Each(CostParameter parameter) => parameter.Unit.NanosecondsEach(this[parameter]);

    private static string? Problem(CostParameter parameter, double value) => value >= parameter.Minimum && value <= parameter.Maximum
        ? null
        : $"{Write(value)} {parameter.Unit.Symbol()} is outside what {parameter.Id} takes: {Write(parameter.Minimum)} to {Write(parameter.Maximum)} {parameter.Unit.Symbol()}.";
}
