// Letters in cells and names on runs.
import { cellAt } from './geometry.js';
import { isEmpty } from './rows.js';
import { firstAfter } from './runs.js';
import { opens, screenRect } from './screen.js';
import { Fill } from './textures.js';
import { fading, spoken } from './transition.js';

/** Letters of what a block or a page holds. */
export function paintLetters(view, section) {
  const { context: c, look } = view;
  const see = opens(view);
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  for (const [marks, pages] of [[view.fades.blockMarks, false], [view.fades.pageMarks, true]]) {
    for (const [mark, alpha] of marks) {
      if (mark.start < section.start || mark.start >= section.end) continue;
      const block = cellAt(section, mark.start, section.grids.length - 2);
      if (pages !== see(block.w)) continue;
      const rect = screenRect(view, pages ? cellAt(section, mark.start, section.grids.length - 1) : block);
      if (rect.w < 7 || rect.h < 8 || rect.x > view.right || rect.x + rect.w < view.left) continue;
      c.font = `600 ${rect.w < 16 ? 9 : 10}px ${look.words}`;
      if (c.measureText(mark.letters).width > rect.w) continue;
      c.globalAlpha = alpha;
      c.fillStyle = look.on[mark.fill] ?? look.t1;
      c.fillText(mark.letters, rect.x + rect.w / 2 + 0.5, rect.y + rect.h / 2);
      c.globalAlpha = 1;
    }
  }
}

/** What stays, comes and goes of a scene's words, once a frame. */
export const fadesOf = view => ({
  blockMarks: fading(view, scene => scene.blockMarks, mark => `${mark.start}:${mark.letters}`),
  pageMarks: fading(view, scene => scene.pageMarks, mark => `${mark.start}:${mark.letters}`),
  labels: fading(view, scene => scene.labels, label => `${label.start}:${label.text}`),
});

/** Names on runs of the section, where nothing else stands. */
export function paintLabels(view, section) {
  const columns = section.grids[0].columns;
  if (opens(view)(1 / columns)) return;
  for (const [label, alpha] of view.fades.labels) {
    const [start, end] = [Math.max(label.start, section.start), Math.min(label.start + label.length, section.end)];
    if (start < end) paintLabel(view, section, label, start, end, alpha);
  }
}

function paintLabel(view, section, label, start, end, alpha) {
  const { context: c, look } = view;
  const grid = section.grids[0];
  const rowBytes = grid.unit * grid.columns;
  const row = rowOf(start - section.start, end - section.start, rowBytes);
  const rowStart = section.start + row * rowBytes;
  const rect = screenRect(view, { x: 0, y: section.top + row * section.pitch, w: 1, h: section.pitch });
  const x = address => rect.x + (address - rowStart) / rowBytes * rect.w;
  const [x0, x1] = [Math.max(view.left, x(Math.max(start, rowStart))), Math.min(view.right, x(Math.min(end, rowStart + rowBytes)))];
  if (rect.h < 7.5 || rect.y < view.top - 4 || rect.y + rect.h > view.bottom + 4 || x1 < x0) return;
  c.font = `${label.quiet ? 400 : 600} ${rect.h < 11 ? 10 : 11}px ${look.words}`;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  const width = c.measureText(label.text).width;
  const inside = x1 - x0 >= width + 24;
  // In a row lower than its words these stand over a little of the rows beside it, and two names need as much between them.
  const more = Math.max(0, 11 - (rect.h - 3)) / 2;
  const box = { x: 0, y: rect.y - 1 - more, w: width + 6, h: rect.h + 2 * more };
  if (inside) {
    // From its usual place on to the right, past rings and other names.
    const last = x1 - width - 8;
    box.x = x0 + Math.min(17 + 4 * grid.unit / rowBytes * rect.w, (x1 - x0 - width) / 2);
    while (isTaken(view, box) && box.x < last) box.x += 24;
    if (isTaken(view, box) || box.x > last) return;
  } else {
    // Beside the run, or else below it, and only where nothing else would be hidden.
    box.x = x1 + 1;
    if (hides(view, label, section, end, rowStart, box, rect, rowBytes) || isTaken(view, box)) {
      box.x = Math.max(view.left, x0 - 3);
      box.y += rect.h;
      rect.y += rect.h;
      const below = rowStart + rowBytes;
      if (!section.isCarveOut || row + 1 >= section.rows || hides(view, label, section, below, below, box, rect, rowBytes) || isTaken(view, box)) return;
    }
  }
  view.taken.push(box);
  const isOnFill = inside && look.on[label.fill] !== undefined;
  c.globalAlpha = alpha;
  c.fillStyle = isOnFill ? look.fills[label.fill] : look.pane;
  c.fillRect(box.x, rect.y + 1 - more, box.w, rect.h - 3 + 2 * more);
  c.fillStyle = isOnFill ? look.on[label.fill] : label.quiet ? look.t2 : look.t1;
  c.fillText(label.text, box.x + 3, rect.y + rect.h / 2 - 0.5);
  c.globalAlpha = 1;
}

/** The row that a name stands on: the middle one, of two the one that holds more. */
function rowOf(from, to, rowBytes) {
  const [first, last] = [Math.floor(from / rowBytes), Math.floor((to - 1) / rowBytes)];
  if (last - first === 1) return (first + 1) * rowBytes - from > to - last * rowBytes ? first : last;
  return Math.floor((first + last) / 2);
}

const isTaken = (view, box) => view.taken.some(other => other.x < box.x + box.w && box.x < other.x + other.w && other.y < box.y + box.h - 2 && box.y < other.y + other.h - 2);

/** True where a name in that box would leave the map or cover more than free memory; an owner's name may cover what is stale. */
function hides(view, label, section, from, rowStart, box, rect, rowBytes) {
  if (box.x + box.w > view.right) return true;
  const runs = spoken(view).runsOf(section, 0);
  const at = x => rowStart + (x - rect.x) / rect.w * rowBytes;
  const [start, to] = [Math.max(from, at(box.x)), at(box.x + box.w)];
  const least = 3 / rect.w * rowBytes;
  for (let i = firstAfter(runs, start); i < runs.length && runs.starts[i] < to; i++) {
    if (isEmpty(runs.fill(i)) || (!label.quiet && runs.fill(i) === Fill.stale)) continue;
    if (Math.min(runs.ends[i], to) - Math.max(runs.starts[i], start) > least) return true;
  }
  return false;
}
