using System.Collections.Immutable;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Scenarios;

namespace Pkernfs.Web.Presenting;

/// <summary>Opens walk-through files that were chosen or dropped, and keeps what is to be said of the last one.</summary>
public sealed class WalkthroughOpening(OpenWalkthrough walkthrough)
{
    /// <summary>Raised after anything below changed.</summary>
    public event Action? Changed;

    /// <summary>The file that is being opened: its scenario may have to be run first; null while none is.</summary>
    public string? Opening { get; private set; }

    /// <summary>Why the file was not opened; null where it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What the check found in the file, by place.</summary>
    public ImmutableArray<Finding> Findings { get; private set; } = [];

    /// <summary>Opens a file, or says why not.</summary>
    /// <returns>True where its notes are there now.</returns>
    public async Task<bool> OpenAsync(OwnFile file)
    {
        (Problem, Findings) = (file.Refusal, []);
        if (file.Text is not null)
        {
            Opening = file.Name;
            Changed?.Invoke();
            var result = await Task.Run(() => WalkthroughReader.Read(file.Name, file.Text));
            Findings = result.Findings;
            Problem = result.Walkthrough is null ? $"{file.Name} was not opened:" : await walkthrough.OpenAsync(result.Walkthrough, result.Scenario!);
        }
        Opening = null;
        if (Problem is not null) walkthrough.OpenList(true);
        Changed?.Invoke();
        return Problem is null;
    }

    public void Dismiss()
    {
        (Problem, Findings) = (null, []);
        Changed?.Invoke();
    }
}
