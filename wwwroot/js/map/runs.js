// Runs of equal cells, by address: from the stream to lists, and from two lists to what changed between them.

// Arrays of runs that nobody shows any more: a moment in every frame would else keep the collector busy.
const spare = [];
const [mostSpare, leastRoom] = [4, 16];

/** Arrays with room for so many runs. */
function roomFor(count) {
  const index = spare.findIndex(({ starts }) => starts.length >= count && starts.length <= Math.max(leastRoom, 4 * count));
  if (index >= 0) return spare.splice(index, 1)[0];
  const room = Math.max(leastRoom, count);
  return { starts: new Float64Array(room), ends: new Float64Array(room), looks: new Uint32Array(room) };
}

/** Runs by address, in arrays of their own kind: a moment may have tens of thousands, and be shown for one frame. Never changed once filled; the arrays may be longer than the runs. */
export class Runs {
  #words;

  /**
   * @param looks 4 bytes each, the fill in the lowest; none for runs that have neither fill nor words
   * @param words what looks name above their lowest byte
   */
  constructor(count, looks = null, words = []) {
    this.length = count;
    Object.assign(this, roomFor(count));
    // Processors that browsers run on have the lowest byte first, as the stream has.
    if (looks) new Uint8Array(this.looks.buffer).set(looks.subarray(0, 4 * count));
    this.#words = words;
  }

  /** Called when nobody will look at them any more. */
  release() {
    if (spare.length < mostSpare) spare.push({ starts: this.starts, ends: this.ends, looks: this.looks });
    this.length = 0;
    this.starts = this.ends = this.looks = null;
  }

  fill(index) {
    return this.looks[index] & 255;
  }

  words(index) {
    return this.#words[this.looks[index] >>> 8];
  }

  /** True where one of them has that fill. */
  has(fill) {
    for (let i = 0; i < this.length; i++) if ((this.looks[i] & 255) === fill) return true;
    return false;
  }
}

/** The first of the runs that ends after the address. */
export function firstAfter({ ends, length }, address) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Runs to draw from the stream's packed form (docs/streaming.md, "Runs"): version, shift, count, then gap and length of each; and beside it
 * 4 bytes a run: fill in the lowest, above it the place of its words.
 */
export function unpack({ runs: packed, looks }, words) {
  const version = packed[0];
  if (version !== 1) throw new Error(`Packed runs of version ${version} are not known here.`);
  const unit = 2 ** packed[1];
  const numbers = new Varints(packed, 2);
  const runs = new Runs(numbers.next(), looks, words);
  const { starts, ends, length } = runs;
  for (let i = 0, end = 0; i < length; i++) {
    const start = end + numbers.next() * unit;
    end = start + numbers.next() * unit;
    starts[i] = start;
    ends[i] = end;
  }
  return runs;
}

/** Reads numbers of 7 bits a byte, the lowest first. */
class Varints {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  next() {
    const { bytes } = this;
    let byte = bytes[this.at++];
    if (byte < 128) return byte;
    let value = byte & 127;
    byte = bytes[this.at++];
    value |= (byte & 127) << 7;
    // Most are of one or two bytes.
    for (let unit = 2 ** 14; byte >= 128; unit *= 128) {
      byte = bytes[this.at++];
      value += (byte & 127) * unit;
    }
    return value;
  }
}

/**
 * Two lists of runs as one, for a transition: each piece knows what it was and what it becomes, and which act it belongs to:
 * 1 goes, 2 passes to another owner, 3 comes, 0 stays.
 */
export function between(before, after, isOwned) {
  const pieces = [];
  let [i, j, at] = [0, 0, 0];
  while (i < before.length || j < after.length) {
    while (i < before.length && before.ends[i] <= at) i++;
    while (j < after.length && after.ends[j] <= at) j++;
    const [old, now] = [i < before.length && before.starts[i] <= at, j < after.length && after.starts[j] <= at];
    const edge = (runs, index, has) => (index >= runs.length ? Infinity : has ? runs.ends[index] : runs.starts[index]);
    const end = Math.min(edge(before, i, old), edge(after, j, now));
    if (end === Infinity) break;
    if (now || old) {
      const [was, is] = [old ? before.fill(i) : 0, now ? after.fill(j) : 0];
      const act = was === is ? 0 : isOwned(was) && !isOwned(is) ? 1 : !isOwned(was) && isOwned(is) ? 3 : 2;
      // A newcomer fills from its own left end, whatever lay below it.
      pieces.push({ start: at, end, fill: is, was, act, from: now ? after.starts[j] : at, to: now ? after.ends[j] : end });
    }
    at = end;
  }
  return pieces;
}
