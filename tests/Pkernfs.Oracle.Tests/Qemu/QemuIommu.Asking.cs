using System.Buffers.Binary;

namespace Pkernfs.Oracle.Tests.Qemu;

public sealed partial class QemuIommu
{
    /// <summary>An odd number near 2^64 / golden ratio: its multiples are stamps that no page holds by chance.</summary>
    private const ulong StampStep = 0x9e37_79b9_7f4a_7c15;

    private static readonly int BufferBytes = EduFunction.Slots * EduFunction.SlotSize;

    private ulong _lastStamp;

    /// <summary>
    /// Asks one question: about 20 ms, nearly all of it for turning translation on and off. Of many questions asked
    /// together (<see cref="Ask(IReadOnlyList{DmaQuestion})"/>) each costs half a millisecond.
    /// </summary>
    public Verdict Ask(DmaQuestion question) => Ask([question])[0];

    /// <summary>
    /// The verdict on each question, in order. Each is asked of the tables as loaded: every byte that an answer
    /// wrote is put back before the next question, and nothing stays cached in between.
    /// </summary>
    /// <exception cref="ArgumentException">A question's function has no DMA engine here.</exception>
    public IReadOnlyList<Verdict> Ask(IReadOnlyList<DmaQuestion> questions)
    {
        var verdicts = new List<Verdict>(questions.Count);
        foreach (var part in questions.Chunk(EduFunction.Slots)) verdicts.AddRange(AskPart(part));
        return verdicts;
    }

    /// <summary>
    /// Where a write lands, found without QEMU's own account: a stamp is written and all of RAM is searched for it.
    /// Slow (reads all resident memory); empty where the write is blocked or leaves RAM.
    /// </summary>
    public IReadOnlyList<PhysicalAddress> SearchForWrite(DmaQuestion question)
    {
        if (question.Access != DmaAccess.Write) throw new ArgumentException("Only a write leaves something to search for.", nameof(question));
        var probe = new Probe(question, FunctionOf(question), 0, NextStamp());
        FillBuffers([probe]);
        _unit.Translate(_dump.TranslationEnabled);
        probe.Function.Write(probe.Slot, probe.Word.Value);
        _unit.Translate(false);
        _unit.TakeFault();
        PhysicalAddress[] landings = [.. _ram.Find(probe.Stamp)];
        foreach (var landing in landings) PutBack(landing);
        return [.. landings.Select(landing => landing + probe.WithinWord)];
    }

    /// <summary>Translation is off between parts, so that the engines' buffers can be filled and read back.</summary>
    private Verdict[] AskPart(DmaQuestion[] questions)
    {
        var probes = questions.Select((question, slot) => new Probe(question, FunctionOf(question), slot, NextStamp())).ToArray();
        FillBuffers(probes);
        _unit.Translate(_dump.TranslationEnabled);
        foreach (var probe in probes)
        {
            if (probe.Question.Access == DmaAccess.Write) ProbeWrite(probe);
            else ProbeRead(probe);
        }
        _unit.Translate(false);
        CollectReads(probes);
        return [.. probes.Select(probe => probe.Verdict())];
    }

    private void ProbeWrite(Probe probe)
    {
        _log.Skip();
        _unit.InvalidateIotlb();
        probe.Function.Write(probe.Slot, probe.Word.Value);
        probe.Fault = _unit.TakeFault();
        if (probe.Fault is not null) return;
        probe.Reported = _log.Take(probe.Word);
        if (!IsRamWord(probe.Place) || _ram.ReadQword(probe.Place) != probe.Stamp) return;
        probe.BytesArrived = true;
        PutBack(probe.Place);
    }

    /// <summary>First over memory as it is, for a fault or QEMU's account; then with a stamp where the data should come from.</summary>
    private void ProbeRead(Probe probe)
    {
        _log.Skip();
        _unit.InvalidateIotlb();
        probe.Function.Read(probe.Word.Value, probe.Slot);
        probe.Fault = _unit.TakeFault();
        if (probe.Fault is not null) return;
        probe.Reported = _log.Take(probe.Word);
        if (!IsRamWord(probe.Place)) return;
        ulong content = _ram.ReadQword(probe.Place);
        _ram.WriteQword(probe.Place, probe.Stamp);
        _unit.InvalidateIotlb();
        probe.Function.Read(probe.Word.Value, probe.Slot);
        _unit.TakeFault();
        _ram.WriteQword(probe.Place, content);
    }

    /// <summary>Loads each writer's buffer with its stamps, by way of the scratch page.</summary>
    private void FillBuffers(IEnumerable<Probe> probes)
    {
        byte[] buffer = new byte[BufferBytes];
        foreach (var ofOne in probes.Where(probe => probe.Question.Access == DmaAccess.Write).GroupBy(probe => probe.Function))
        {
            foreach (var probe in ofOne) BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(probe.Slot * EduFunction.SlotSize), probe.Stamp);
            _ram.Write(_ram.Scratch, buffer);
            ofOne.Key.Read(_ram.Scratch.Value, 0, EduFunction.Slots);
        }
    }

    /// <summary>Takes each reader's buffer out, by way of the scratch page, and looks for the stamps.</summary>
    private void CollectReads(IEnumerable<Probe> probes)
    {
        byte[] buffer = new byte[BufferBytes];
        foreach (var ofOne in probes.Where(probe => probe.Question.Access == DmaAccess.Read && probe.Fault is null).GroupBy(probe => probe.Function))
        {
            ofOne.Key.Write(0, _ram.Scratch.Value, EduFunction.Slots);
            _ram.Read(_ram.Scratch, buffer);
            foreach (var probe in ofOne)
            {
                probe.BytesArrived = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(probe.Slot * EduFunction.SlotSize)) == probe.Stamp;
            }
        }
    }

    private void PutBack(PhysicalAddress place)
    {
        Span<byte> content = stackalloc byte[EduFunction.SlotSize];
        _dump.Memory.Read(place, content);
        _ram.Write(place, content);
    }

    private bool IsRamWord(PhysicalAddress place) =>
        place.Value <= ulong.MaxValue - EduFunction.SlotSize && _ram.Contains(new PhysicalRange(place, new ByteCount(EduFunction.SlotSize)));

    private EduFunction FunctionOf(DmaQuestion question) => _functions.TryGetValue(question.Function, out var function)
        ? function
        : throw new ArgumentException($"{question.Function} has no DMA engine here. {Skipped.FirstOrDefault(s => s.Address == question.Function)?.Reason}");

    private ulong NextStamp() => _lastStamp += StampStep;

    /// <summary>A question on its way: which slot of the buffer it uses, and what was seen of it.</summary>
    private sealed class Probe(DmaQuestion question, EduFunction function, int slot, ulong stamp)
    {
        public DmaQuestion Question => question;

        public EduFunction Function => function;

        public int Slot => slot;

        public ulong Stamp => stamp;

        /// <summary>The aligned word that moves: never across a page's end.</summary>
        public Iova Word { get; } = question.Iova.AlignDown(new ByteCount(EduFunction.SlotSize));

        public ByteCount WithinWord => question.Iova - Word;

        public FaultRecord? Fault { get; set; }

        /// <summary>Where QEMU's log says the word went; null for untranslated accesses, which it does not log.</summary>
        public PhysicalAddress? Reported { get; set; }

        public bool BytesArrived { get; set; }

        /// <summary>Where to look for the word: with no account of a translation, the same address untranslated.</summary>
        public PhysicalAddress Place => Reported ?? new PhysicalAddress(Word.Value);

        public Verdict Verdict() => this switch
        {
            { Fault: { } fault } => new Faulted(fault),
            { BytesArrived: true } => new Reached(Place + WithinWord, Evidence.Bytes),
            { Reported: { } reported } => new Reached(reported + WithinWord, Evidence.Report),
            _ => new Dropped(),
        };
    }
}
