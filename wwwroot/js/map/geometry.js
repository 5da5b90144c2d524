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

/** The cell that holds the address at the depth that `opens(widthInWorld)` lets one see. */
export function cellSeen(section, address, opens) {
  let depth = 0;
  while (depth + 1 < section.grids.length && opens(cellAt(section, address, depth).w)) depth++;
  return { ...cellAt(section, address, depth), section, depth };
}
