using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Timeline;

/// <summary>A step and the machine as it stands after it.</summary>
public sealed record Moment(Step Step, MachineState Machine);
