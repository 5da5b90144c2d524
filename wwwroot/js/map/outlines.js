// Outlines of ranges: what is selected, what is under the pointer, what accounts disagree on.
import { cellAt, cellSeen } from './geometry.js';
import { opens, screenRect, shorten } from './screen.js';

export function paintFindings(view) {
  const { context: c, look } = view;
  let line = 0;
  for (const finding of view.sheet.scene.findings) {
    c.strokeStyle = look['fault-ink'];
    c.lineWidth = 1.4;
    c.setLineDash([3, 3]);
    for (let i = 0; i < finding.ranges.length; i += 2) {
      for (const rect of rangeRects(view, finding.ranges[i], finding.ranges[i] + finding.ranges[i + 1])) c.strokeRect(rect.x, rect.y, rect.w, rect.h);
    }
    c.setLineDash([]);
    if (line >= 4) continue;
    c.font = `600 11px ${look.words}`;
    c.textAlign = 'left';
    c.textBaseline = 'middle';
    const text = shorten(c, finding.sentence, view.right - view.left - 60);
    const y = view.findingsAt - (Math.min(view.sheet.scene.findings.length, 4) - 1 - line) * 18;
    const x = view.right - c.measureText(text).width - 14;
    c.fillStyle = look.pane;
    c.fillRect(x - 24, y - 9, c.measureText(text).width + 34, 18);
    c.fillStyle = look['fault-ink'];
    c.beginPath();
    c.moveTo(x - 16, y + 5);
    c.lineTo(x - 10, y - 5);
    c.lineTo(x - 4, y + 5);
    c.fill();
    c.fillStyle = look.t1;
    c.fillText(text, x, y);
    line++;
  }
}

/** The outline of a range: one rectangle a row that it covers, rows that it covers whole as one. */
export function rangeRects(view, start, end) {
  const rects = [];
  for (const section of view.world.sections) {
    const [a, b] = [Math.max(start, section.start), Math.min(end, section.end)];
    if (a >= b) continue;
    const { depth } = cellSeen(section, a, opens(view));
    // Inside an opened cell only what lies in it is outlined; a longer run is seen as the cells that it fills.
    const holder = depth === 0 ? null : cellAt(section, a, depth - 1);
    const limit = holder ? Math.min(b, holder.start + holder.unit) : b;
    const grid = section.grids[depth];
    const base = holder ? holder.start : section.start;
    const rowBytes = grid.unit * grid.columns;
    const [first, last] = [Math.floor((a - base) / rowBytes), Math.floor((limit - 1 - base) / rowBytes)];
    for (const [from, to] of last - first < 2 ? rowsOf(first, last) : [[first, first], [first + 1, last - 1], [last, last]]) {
      const cellA = screenRect(view, cellAt(section, Math.max(a, base + from * rowBytes), depth));
      const cellB = screenRect(view, cellAt(section, Math.min(limit, base + (to + 1) * rowBytes) - 1, depth));
      const left = to > from ? screenRect(view, cellAt(section, base + from * rowBytes, depth)).x : cellA.x;
      rects.push({ x: left, y: cellA.y, w: cellB.x + cellB.w - left, h: cellB.y + cellB.h - cellA.y - 1 });
    }
  }
  return rects;
}

const rowsOf = (first, last) => (first === last ? [[first, first]] : [[first, first], [last, last]]);

export function paintOutline(view, range, width) {
  if (!range) return;
  const c = view.context;
  const rects = rangeRects(view, range.start, range.end);
  c.strokeStyle = width > 1 ? view.look.pane : view.look.t2;
  c.lineWidth = width > 1 ? 4 : 1;
  for (const rect of rects) c.strokeRect(rect.x, rect.y - 0.5, rect.w, rect.h + 1);
  if (width === 1) return;
  c.strokeStyle = view.look.ink;
  c.lineWidth = width;
  for (const rect of rects) c.strokeRect(rect.x, rect.y - 0.5, rect.w, rect.h + 1);
}
