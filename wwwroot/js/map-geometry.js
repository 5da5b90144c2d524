// Where an address lies on the map. The world is one sheet: x from 0 to 1 over the rows, y in pixels as at the start. Cells nest:
// a cell of one grid holds the whole next grid, so one camera reaches from all of RAM to a page.

export const pageSize = 4096;

/** A cell this wide shows the grid in it. */
export const opensAt = 220;

const headHeight = 22;
const gapBelow = 5;

/** Lays sections out in a world of that height; taller when rows would become too thin. */
export function layOut(sections, height) {
  const heads = sections.length * (headHeight + gapBelow);
  const weight = section => (section.isCarveOut ? 13 : section.rows === 1 ? 16 : 9);
  const natural = sections.reduce((sum, section) => sum + section.rows * weight(section), 0);
  const factor = Math.min(2.4, Math.max(0.75, (height - heads) / Math.max(natural, 1)));
  let y = 0;
  const placed = sections.map(section => {
    const grids = [];
    for (let i = 0; i < section.grids.length; i += 2) grids.push({ unit: section.grids[i], columns: section.grids[i + 1] });
    for (let i = 0; i < grids.length; i++) {
      grids[i].rows = i === 0 ? section.rows : Math.ceil(grids[i - 1].unit / (grids[i].unit * grids[i].columns));
    }
    const one = { ...section, grids, end: section.start + section.length, headTop: y, top: y + headHeight, pitch: weight(section) * factor };
    one.bottom = one.top + one.rows * one.pitch;
    y = one.bottom + gapBelow;
    return one;
  });
  return { sections: placed, height: Math.max(y, height) };
}

/** The section that holds the address; the nearest one where none does. */
export function sectionAt(world, address) {
  let best = null, distance = Infinity;
  for (const section of world.sections) {
    const off = address < section.start ? section.start - address : address >= section.end ? address - section.end + 1 : 0;
    if (off < distance) [best, distance] = [section, off];
  }
  return best;
}

/** The cell of grid `depth` that holds the address, as a rectangle of the world with its start and size in bytes. */
export function cellAt(section, address, depth) {
  let rect = { x: 0, y: section.top, w: 1, h: section.bottom - section.top };
  let base = section.start;
  let unit = 0;
  for (let i = 0; i <= depth; i++) {
    const grid = section.grids[i];
    const index = Math.floor((Math.min(Math.max(address, base), section.end - 1) - base) / grid.unit);
    const [w, h] = [rect.w / grid.columns, rect.h / grid.rows];
    rect = { x: rect.x + (index % grid.columns) * w, y: rect.y + Math.floor(index / grid.columns) * h, w, h };
    base += index * grid.unit;
    unit = grid.unit;
  }
  return { ...rect, start: base, unit };
}

/** The cell under a point of the world, or nearest to it, at the depth that `opens(widthInWorld)` lets one see. */
export function cellUnder(world, x, y, opens) {
  let section = null, distance = Infinity;
  for (const one of world.sections) {
    const off = y < one.top ? one.top - y : y > one.bottom ? y - one.bottom : 0;
    if (off < distance) [section, distance] = [one, off];
  }
  if (!section) return null;
  let rect = { x: 0, y: section.top, w: 1, h: section.bottom - section.top };
  let [base, depth, unit] = [section.start, 0, 0];
  for (;;) {
    const grid = section.grids[depth];
    const [w, h] = [rect.w / grid.columns, rect.h / grid.rows];
    const column = Math.min(grid.columns - 1, Math.max(0, Math.floor((x - rect.x) / w)));
    const row = Math.min(grid.rows - 1, Math.max(0, Math.floor((y - rect.y) / h)));
    const last = Math.floor((section.end - 1 - base) / grid.unit);
    const index = Math.min(row * grid.columns + column, last);
    rect = { x: rect.x + (index % grid.columns) * w, y: rect.y + Math.floor(index / grid.columns) * h, w, h };
    base += index * grid.unit;
    unit = grid.unit;
    if (depth + 1 >= section.grids.length || !opens(w)) return { ...rect, section, depth, start: base, unit };
    depth++;
  }
}

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
