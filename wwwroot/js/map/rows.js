// Draws one row of cells. The context's origin is the row's upper left corner; what lies outside the context is clipped by it.
import { cellAt } from './geometry.js';
import { firstAfter } from './runs.js';
import { Fill } from './textures.js';

export const isEmpty = fill => fill === Fill.free || fill === Fill.notShown;

/** True where cells of that many CSS pixels are told apart. */
export const cellsShown = (section, cellWidth) => cellWidth >= 7 || (section.isCarveOut && cellWidth >= 5);

/**
 * Draws [from, to) of a row.
 * @param row { section, depth, start, end, bytes, grid, w, h }: its addresses, its grid, its size in CSS pixels
 */
export function drawRow(context, look, row, sheet, from, to) {
  const { grid } = row;
  const x = address => (address - row.start) / row.bytes * row.w;
  const cellWidth = row.w / grid.columns;
  const cells = cellsShown(row.section, cellWidth);
  if (!cells) outlineFree(context, look, 0.5, 0.5, x(row.end) - 1, row.h - 1);

  const runs = sheet.runsOf(row.section, row.depth);
  for (let i = firstAfter(runs, from); i < runs.length && runs.starts[i] < to; i++) {
    const [a, b] = [Math.max(runs.starts[i], row.start), Math.min(runs.ends[i], row.end)];
    if (x(b) - x(a) < 0.6) continue;
    fillRun(context, look, runs.fill(i), x(a), x(b) - x(a), row.h);
    if (cells && isEmpty(runs.fill(i))) outlineCells(context, look, row, cellWidth, a, b, from, to);
  }
  if (cells) separate(context, look, row, cellWidth, from, to);
  underline(context, look, row, sheet.reached, from, to, x);
  overline(context, look, sheet.persistent, from, to, x);
  if (cells && cellWidth >= 26 && row.h >= 10) number(context, look, row, sheet, runs, cellWidth, from, to);
  bringOut(context, look, sheet.changed, from, to, x, 0, row.h);
}

/** The same without texture and detail, for what stands in a transition while there is no time for more. */
export function drawRowCoarsely(context, look, row, sheet, from, to, x, y, height) {
  const runs = sheet.runsOf(row.section, row.depth);
  for (let i = firstAfter(runs, from); i < runs.length && runs.starts[i] < to; i++) {
    const [a, b] = [x(Math.max(runs.starts[i], from)), x(Math.min(runs.ends[i], to))];
    if (b - a < 0.6 || !look.solids[runs.fill(i)]) continue;
    context.fillStyle = look.solids[runs.fill(i)];
    context.fillRect(a, y, b - a, height);
  }
  bringOut(context, look, sheet.changed, from, to, x, y, height);
}

/** Fades what does not differ and outlines what does; nothing where that layer is off. */
function bringOut(context, look, changed, from, to, x, y, height) {
  if (!changed) return;
  const fade = (a, b) => {
    if (b > a) context.fillRect(a, y - 1, b - a, height + 2);
  };
  context.globalAlpha = 0.68;
  context.fillStyle = look.pane;
  let done = x(from);
  const first = firstAfter(changed, from);
  for (let i = first; i < changed.length && changed.starts[i] < to; i++) {
    fade(done, x(Math.max(changed.starts[i], from)));
    done = Math.max(done, x(Math.min(changed.ends[i], to)));
  }
  fade(done, x(to));
  context.globalAlpha = 1;
  context.strokeStyle = look.ink;
  context.fillStyle = look.ink;
  context.lineWidth = 1.2;
  for (let i = first; i < changed.length && changed.starts[i] < to; i++) {
    const [a, b] = [x(changed.starts[i]), x(changed.ends[i])];
    if (b - a < 3) context.fillRect(a, y, Math.max(1.2, b - a), height);
    else context.strokeRect(a + 0.6, y + 0.6, b - a - 1.2, height - 1.2);
  }
}

export function fillRun(context, look, fill, x, width, height) {
  const style = width < 3 || height < 4 ? look.solids[fill] : look.fills[fill];
  if (!style) {
    context.fillStyle = look.pane;
    context.fillRect(x, 1, width, height - 2);
    return;
  }
  context.fillStyle = style;
  context.fillRect(x, 0, width, height);
  if (look.edges[fill] && width > 2) {
    context.strokeStyle = look.edges[fill];
    context.lineWidth = 0.6;
    context.strokeRect(x + 0.3, 0.3, width - 0.6, height - 0.6);
  }
}

function outlineFree(context, look, x, y, width, height) {
  context.strokeStyle = look['own-free-line'];
  context.lineWidth = 1;
  context.strokeRect(x, y, width, height);
}

/** Outlines the cells that lie wholly in [a, b), as far as [from, to) shows them. */
function outlineCells(context, look, row, cellWidth, a, b, from, to) {
  const { unit } = row.grid;
  const first = Math.max(Math.ceil((a - row.start) / unit), Math.floor((from - row.start) / unit));
  for (let cell = first; row.start + (cell + 1) * unit <= b && row.start + cell * unit < to; cell++)
    outlineFree(context, look, Math.round(cell * cellWidth) + 1.5, 0.5, Math.max(1, Math.round(cellWidth) - 2), Math.max(1, Math.round(row.h) - 1));
}

/** Lines between cells, over runs that fill several. */
function separate(context, look, row, cellWidth, from, to) {
  context.fillStyle = look.pane;
  const line = cellWidth > 30 ? 2 : 1;
  const last = Math.ceil((to - row.start) / row.grid.unit);
  for (let column = Math.floor((from - row.start) / row.grid.unit); column <= last; column++) context.fillRect(Math.round(column * cellWidth), 0, line, row.h);
}

/** A thin line under memory that tables reach. */
function underline(context, look, row, reached, from, to, x) {
  context.fillStyle = look.t1;
  for (let i = firstAfter(reached, from); i < reached.length && reached.starts[i] < to; i++) {
    const [a, b] = [x(Math.max(reached.starts[i], from)), x(Math.min(reached.ends[i], to))];
    context.fillRect(a, row.h - 1, Math.max(1, b - a), 1);
  }
}

/** A line over memory that outlives a kexec; nothing where that layer is off. */
function overline(context, look, persistent, from, to, x) {
  if (!persistent) return;
  context.fillStyle = look.t1;
  for (let i = firstAfter(persistent, from); i < persistent.length && persistent.starts[i] < to; i++) {
    const [a, b] = [x(Math.max(persistent.starts[i], from)), x(Math.min(persistent.ends[i], to))];
    context.fillRect(a, 0, Math.max(1, b - a), 2);
  }
}

/** The fill of the run that holds the address or comes after it. */
function fillAt(runs, address) {
  const index = firstAfter(runs, address);
  return index < runs.length ? runs.fill(index) : undefined;
}

/** The number of each cell in its grid, where no letter stands. */
function number(context, look, row, sheet, runs, cellWidth, from, to) {
  const { section, depth, grid } = row;
  const base = depth === 0 ? section.start : cellAt(section, row.start, depth - 1).start;
  const letters = sheet.letters[Math.min(depth, 1)];
  context.font = `9px ${look.mono}`;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.globalAlpha = 0.75;
  const every = cellWidth > 34 ? 1 : 4;
  for (let column = Math.max(0, Math.floor((from - row.start) / grid.unit)); row.start + column * grid.unit < Math.min(to, row.end); column++) {
    const at = row.start + column * grid.unit;
    const index = Math.round((at - base) / grid.unit);
    if (letters.has(at) || index % every) continue;
    context.fillStyle = look.on[fillAt(runs, at)] ?? look.t3;
    context.fillText(String(index), column * cellWidth + 4, 2);
  }
  context.globalAlpha = 1;
}
