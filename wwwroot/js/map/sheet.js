// What the map shows of one moment.
import { Runs, firstAfter } from './runs.js';

/** Its runs, what tables reach, what persists, what differs, and which cells carry a letter. Never changed once made. */
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

  /** Called when it will not be shown any more. */
  release() {
    this.extents.release();
    this.blocks.release();
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
    for (let i = firstAfter(runs, from); i < runs.length && runs.starts[i] < to; i++) {
      // How far a run reaches beyond does not show here, only that it does.
      add(Math.max(runs.starts[i], from - 1) - from);
      add(Math.min(runs.ends[i], to + 1) - from);
      mix(runs.fill(i));
    }
    const { reached } = this;
    for (let i = firstAfter(reached, from); i < reached.length && reached.starts[i] < to; i++) {
      mix(-1);
      add(Math.max(reached.starts[i], from) - from);
      add(Math.min(reached.ends[i], to) - from);
    }
    for (const letter of this.letters[Math.min(depth, 1)]) {
      if (letter < from || letter >= to) continue;
      mix(-2);
      add(letter - from);
    }
    for (const marks of [this.persistent, this.changed]) {
      mix(marks ? -3 : -4);
      if (!marks) continue;
      for (let i = firstAfter(marks, from); i < marks.length && marks.starts[i] < to; i++) {
        add(Math.max(marks.starts[i], from - 1) - from);
        add(Math.min(marks.ends[i], to + 1) - from);
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
  const apart = [];
  for (const pair of pairs) {
    const last = apart[apart.length - 1];
    if (last && pair.start <= last.end) last.end = Math.max(last.end, pair.end);
    else apart.push(pair);
  }
  const runs = new Runs(apart.length);
  apart.forEach(({ start, end }, i) => { [runs.starts[i], runs.ends[i]] = [start, end]; });
  return runs;
}
