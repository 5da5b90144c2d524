using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>A piece of a part: a sentence, facts, a table, an entry's bits.</summary>
public abstract record InspectorBlock
{
    private InspectorBlock()
    {
    }

    /// <param name="IsBroken">True for what should not be so.</param>
    public sealed record Sentence(string Words, SentenceLook Look = SentenceLook.Prose, bool IsBroken = false) : InspectorBlock
    {
        /// <summary>The class words that styles know it by.</summary>
        public string Style => ViewValues.Word(Look) + (IsBroken ? " broken" : "");
    }

    public sealed record Facts(ImmutableArray<InspectorFact> All) : InspectorBlock;

    /// <summary>What a step did for each of several guests or devices.</summary>
    public sealed record Details(ImmutableArray<StepDetail> All) : InspectorBlock;

    /// <param name="Heads">Of each column; in brackets where only a screen reader needs it.</param>
    public sealed record Table(string Caption, ImmutableArray<string> Heads, ImmutableArray<ImmutableArray<string>> Rows) : InspectorBlock;

    public sealed record Lines(LineKind Kind, ImmutableArray<InspectorLine> All) : InspectorBlock;

    /// <summary>An entry's bytes as they stand in memory, and its words.</summary>
    public sealed record Bytes(DecodedEntry Entry) : InspectorBlock;

    /// <summary>An entry bit by bit.</summary>
    public sealed record Bits(DecodedEntry Entry) : InspectorBlock;

    /// <summary>An entry field by field.</summary>
    public sealed record Fields(DecodedEntry Entry) : InspectorBlock;

    /// <param name="Selected">The bytes that are selected in it; null for none.</param>
    public sealed record Page(FrameNumber Frame, PhysicalRange? Selected) : InspectorBlock;

    public sealed record Restored(DeviceRestore Restore) : InspectorBlock;

    public sealed record Since(BytesSince Words) : InspectorBlock;

    /// <summary>What happened to bytes up to a moment.</summary>
    /// <param name="Events">Empty until they are read, see <see cref="InspectorScene.WithHistory"/>.</param>
    public sealed record History(PhysicalRange Range, int Index, ImmutableArray<ByteEvent> Events) : InspectorBlock;
}

public enum SentenceLook
{
    Prose,

    /// <summary>The one line that says it all.</summary>
    Summary,

    /// <summary>Says that there is nothing.</summary>
    None,
}

/// <summary>A line that can be chosen.</summary>
/// <param name="Head">What it begins with: an address, a register's name.</param>
/// <param name="Select">What choosing it selects; null for nothing.</param>
public sealed record InspectorLine(string Head, string Words, Selection? Select, string? Title = null, OwnerMark? Owner = null);

public enum LineKind
{
    /// <summary>Entries that a walk passes, their addresses above what they say.</summary>
    Walk,
    Registers,

    /// <summary>Registers with what was written to them.</summary>
    Writes,

    /// <summary>Memory that a step wrote.</summary>
    Touched,
}
