// Runs of equal cells, by address: from the stream to lists, and from two lists to what changed between them.

/** The first of the runs that ends after the address. Runs are by address. */
export function firstAfter(runs, address) {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].end <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Runs to draw from the stream's packed form (docs/streaming.md, "Runs"): version, shift, count, then gap and length of each; and beside it
 * 4 bytes a run: fill in the lowest, above it the place of its words.
 */
export function unpack({ runs: packed, looks }, words) {
  let at = 0;
  const varint = () => {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = packed[at++];
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  const version = packed[at++];
  if (version !== 1) throw new Error(`Packed runs of version ${version} are not known here.`);
  const unit = 2 ** packed[at++];
  const view = new DataView(looks.buffer, looks.byteOffset, looks.byteLength);
  const runs = [];
  let end = 0;
  for (let left = varint(), look = 0; left > 0; left--, look += 4) {
    const start = end + varint() * unit;
    end = start + varint() * unit;
    const how = view.getUint32(look, true);
    runs.push({ start, end, fill: how & 255, words: words[how >>> 8] });
  }
  return runs;
}

/**
 * Two lists of runs as one, for a transition: each piece knows what it was and what it becomes, and which act it belongs to:
 * 1 goes, 2 passes to another owner, 3 comes, 0 stays.
 */
export function between(before, after, isOwned) {
  const pieces = [];
  let [i, j, at] = [0, 0, 0];
  while (i < before.length || j < after.length) {
    while (i < before.length && before[i].end <= at) i++;
    while (j < after.length && after[j].end <= at) j++;
    const [old, now] = [before[i]?.start <= at ? before[i] : null, after[j]?.start <= at ? after[j] : null];
    const edge = (run, has) => (!run ? Infinity : has ? run.end : run.start);
    const end = Math.min(edge(before[i], old), edge(after[j], now));
    if (end === Infinity) break;
    if (now ?? old) {
      const [was, is] = [old?.fill ?? 0, now?.fill ?? 0];
      const act = was === is ? 0 : isOwned(was) && !isOwned(is) ? 1 : !isOwned(was) && isOwned(is) ? 3 : 2;
      // A newcomer fills from its own left end, whatever lay below it.
      pieces.push({ start: at, end, fill: is, was, act, from: now?.start ?? at, to: now?.end ?? end });
    }
    at = end;
  }
  return pieces;
}

/** What the map shows of one moment: its runs, what tables reach, what persists, what differs, and which cells carry a letter. Never changed once made. */
export class Sheet {
  #keys = new Map();

  constructor(scene, extents, blocks) {
    this.scene = scene;
    this.extents = extents;
    this.blocks = blocks;
    this.reached = joined(scene.reached);
    // Null where the layer is off.
    this.persistent = scene.persistent && joined(scene.persistent);
    this.changed = scene.changed && joined(scene.changed);
    this.letters = [new Set(scene.blockMarks.map(mark => mark.start)), new Set(scene.pageMarks.map(mark => mark.start))];
  }

  /** The runs that a grid of the section shows: blocks while a block is one cell. */
  runsOf(section, depth) {
    return section.isCarveOut && depth === 0 ? this.blocks : this.extents;
  }

  /** The same for the same content from one address to another, in whichever moment. */
  key(section, depth, from, to) {
    const place = `${section.isCarveOut && depth === 0}:${from}:${to}`;
    let key = this.#keys.get(place);
    if (key === undefined) this.#keys.set(place, key = this.#hash(this.runsOf(section, depth), depth, from, to));
    return key;
  }

  #hash(runs, depth, from, to) {
    let [high, low] = [0x9e3779b9, 0x85ebca6b];
    const isWide = to - from >= 0x7fffffff;
    const mix = bits => {
      high = Math.imul(high ^ bits, 0x5bd1e995);
      high ^= high >>> 15;
      low = Math.imul(low ^ bits, 0x1b873593) + 0x165667b1 | 0;
      low ^= low >>> 13;
    };
    const add = offset => {
      mix(offset | 0);
      if (isWide) mix(Math.floor(offset / 0x100000000));
    };
    for (let i = firstAfter(runs, from); i < runs.length && runs[i].start < to; i++) {
      // How far a run reaches beyond does not show here, only that it does.
      add(Math.max(runs[i].start, from - 1) - from);
      add(Math.min(runs[i].end, to + 1) - from);
      mix(runs[i].fill);
    }
    for (let i = firstAfter(this.reached, from); i < this.reached.length && this.reached[i].start < to; i++) {
      mix(-1);
      add(Math.max(this.reached[i].start, from) - from);
      add(Math.min(this.reached[i].end, to) - from);
    }
    for (const letter of this.letters[Math.min(depth, 1)]) {
      if (letter < from || letter >= to) continue;
      mix(-2);
      add(letter - from);
    }
    for (const marks of [this.persistent, this.changed]) {
      mix(marks ? -3 : -4);
      for (let i = firstAfter(marks ?? [], from); i < (marks?.length ?? 0) && marks[i].start < to; i++) {
        add(Math.max(marks[i].start, from - 1) - from);
        add(Math.min(marks[i].end, to + 1) - from);
      }
    }
    return `${high >>> 0}.${low >>> 0}`;
  }
}

/** Starts and lengths as runs by address, those that overlap or touch as one. */
function joined(ranges) {
  const pairs = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push({ start: ranges[i], end: ranges[i] + ranges[i + 1] });
  pairs.sort((a, b) => a.start - b.start);
  const runs = [];
  for (const pair of pairs) {
    const last = runs[runs.length - 1];
    if (last && pair.start <= last.end) last.end = Math.max(last.end, pair.end);
    else runs.push(pair);
  }
  return runs;
}
